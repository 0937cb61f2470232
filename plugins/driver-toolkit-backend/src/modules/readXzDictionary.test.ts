import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import {
  bytesOf,
  decompress,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readXzDictionary } from './readXzDictionary';

const KIB = 1024;
/** 10,000 NULs, compressed by xz with various options. */
const ZEROS = 10_000;
/** `--check=crc32 --block-size=4KiB --lzma2=dict=4KiB`: three blocks */
const BLOCKS = Buffer.from(
  '/Td6WFoAAAFpIt42AgAhAQAAAAA3J5fW4A//ABldAABv/f//o7f/Rz5IFXI5YVG4kijmo4SeKUYAAAAAEQAcxwIAIQEAAAAANyeX1uAP/wAZXQAAb/3//6O3/0c+SBVyOWFRuJIo5qOEnilGAAAAABEAHMcCACEBAAAAADcnl9bgBw8AEF0AAG/9//+jt/9HPkgJ2/KvAAB8RZHAAAMxgCAxgCAokA4A5KxWLZvjUUADAAAAAAFZWg==',
  'base64',
);
/** What follows the last block of {@link BLOCKS}. */
const INDEX_AT = 156;
/** `--check=crc64 -9` */
const LARGEST = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4CcPACtdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7Jhrz0KgAAAPOLIcDGmTtkAAFHkE4AAAAX5sV7scRn+wIAAAAABFla',
  'base64',
);
/** `--check=sha256 --x86 --lzma2=dict=1MiB`: a filter before LZMA2 */
const FILTERED = Buffer.from(
  '/Td6WFoAAArh+wyhAgEEACEBEACLIW9J4CcPACtdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7Jhrz0KgAAAJW1MsxDga/9/w2VbhJSCgQSntSdN+FUIoNo/lYh8LmiAAFfkE4AAADhZkCUtunfHAIAAAAAClla',
  'base64',
);
/** `--check=none --lzma2=dict=64KiB`, of 40 incompressible bytes */
const STORED = Buffer.from(
  '/Td6WFoAAAD/EtlBAgAhAQgAAADYDyMTAQAnK5fl3/MXrV3qiGl1nBdT66jdgc0OAGAzlnyKyucwUJhMd3ZdiqS4NQAAATgoKqGsAgZynnoBAAAAAABZWg==',
  'base64',
);

/** The start of a block whose header has 12 bytes and names LZMA2. */
const BLOCK_HEADER = Buffer.from([0x02, 0x00, 0x21, 0x01]);

const read = (bytes: Buffer) => readXzDictionary(bytesOf(bytes));

/** The number of bytes that the decompressor of modules gives. */
async function unpack(bytes: Buffer): Promise<number> {
  const chunks = (async function* whole() {
    yield bytes;
  })();
  return (await buffer(decompress(chunks))).length;
}

/** The data with another dictionary size in one of the blocks. */
function withDictionary(block: number, bits: number): Buffer {
  const changed = Buffer.from(BLOCKS);
  let start = changed.indexOf(BLOCK_HEADER);
  for (let i = 0; i < block; i++) {
    start = changed.indexOf(BLOCK_HEADER, start + 1);
  }
  changed[start + BLOCK_HEADER.length] = bits;
  changed.writeUInt32LE(crc32(changed.subarray(start, start + 8)), start + 8);
  return changed;
}

describe('readXzDictionary', () => {
  it.each([
    ['of several blocks', BLOCKS, 4 * KIB],
    ['the largest', LARGEST, 64 * KIB ** 2],
    ['behind another filter', FILTERED, KIB ** 2],
    ['of what was stored', STORED, 64 * KIB],
  ])('reads a dictionary %s', async (_, bytes, expected) => {
    expect(await read(bytes)).toBe(expected);
  });

  it.each([
    [0, 4 * KIB],
    [1, 6 * KIB],
    [2, 8 * KIB],
    [22, 8 * KIB ** 2],
    [28, 64 * KIB ** 2],
    [39, 3 * KIB ** 3],
    [40, Infinity],
  ])(
    'reads the largest dictionary of all blocks, %d as %d bytes',
    async (bits, bytes) => {
      for (const block of [0, 1, 2]) {
        expect(await read(withDictionary(block, bits))).toBe(bytes);
      }
    },
  );

  it('follows each chunk by its size, with any padding after the last', async () => {
    const chunk = (properties: number[], size: number) => {
      const header = Buffer.from([properties.length ? 0xe0 : 0x80, 0, 0, 0, 0]);
      header.writeUInt16BE(size - 1, 3);
      return Buffer.concat([
        header,
        Buffer.from(properties),
        Buffer.alloc(size, 1),
      ]);
    };
    for (let size = 1; size <= 8; size++) {
      const block = Buffer.concat([
        BLOCKS.subarray(12, 24),
        chunk([0x5d], size),
        chunk([], size),
        Buffer.from([0x02, 0, size - 1]),
        Buffer.alloc(size, 1),
        Buffer.from([0]),
      ]);
      const padding = Buffer.alloc((4 - (block.length % 4)) % 4);
      const check = Buffer.alloc(4);
      const index = Buffer.from([0]);
      const header = BLOCKS.subarray(0, 12);
      expect(
        await read(Buffer.concat([header, block, padding, check, index])),
      ).toBe(4 * KIB);
      // No index follows, but another block, cut short.
      expect(
        await read(
          Buffer.concat([header, block, padding, check, Buffer.from([2])]),
        ),
      ).toBe(Infinity);
    }
  });

  it('reads what the decoder accepts', async () => {
    for (const block of [0, 1, 2]) {
      expect(await unpack(withDictionary(block, 28))).toBe(ZEROS);
    }
    expect(await unpack(STORED)).toBe(40);
  });

  it('reads nothing that is not xz', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.alloc(100),
      Buffer.from('x'),
    ]) {
      expect(await read(bytes)).toBeUndefined();
    }
  });

  it('assumes the worst if it cannot follow the format', async () => {
    for (let length = 12; length < INDEX_AT; length++) {
      expect(await read(BLOCKS.subarray(0, length))).toBe(Infinity);
    }
    expect(await read(BLOCKS.subarray(0, INDEX_AT + 1))).toBe(4 * KIB);
    const other = Buffer.from(BLOCKS);
    other[BLOCKS.indexOf(BLOCK_HEADER) + 2] = 0x03; // the delta filter
    expect(await read(other)).toBe(Infinity);
  });
});
