import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { decompress } from './decompress';

const TEXT = Buffer.from('Driver Toolkit\n');
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAORHJpdmVyIFRvb2xraXQKAADFIIWTCxgLpQABJw/fGvxqH7bzfQEAAAAABFla',
  'base64',
);
const BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWdDmjisAAAFXgAAQQAAEAAQAAiyVACAAMQNA0CBDD0oE8W9E2gm+LuSKcKEhoc0cVg==',
  'base64',
);

describe('decompress', () => {
  const samples: [string, Buffer][] = [
    ['gzip', gzipSync(TEXT)],
    [
      'zstd',
      zstdCompressSync(TEXT, {
        params: { [constants.ZSTD_c_checksumFlag]: 1 },
      }),
    ],
    ['xz', XZ],
    ['bzip2', BZIP2],
    ['nothing', TEXT],
  ];

  it.each(samples)('undoes %s, however it is cut', async (_, compressed) => {
    for (const size of [1, 7, 1000]) {
      await expect(read(compressed, size)).resolves.toEqual(TEXT);
    }
  });

  it.each(samples.slice(0, 4))(
    'fails on %s that is cut short',
    async (_, compressed) => {
      await expect(
        read(compressed.subarray(0, compressed.length - 12), 100),
      ).rejects.toThrow();
    },
  );

  it.each(samples.slice(0, 4))(
    'fails on %s with a wrong byte',
    async (_, compressed) => {
      const damaged = Buffer.from(compressed);
      damaged[damaged.length - 9] ^= 0x55;

      await expect(read(damaged, 100)).rejects.toThrow();
    },
  );

  it.each(samples)(
    'passes the failure of its source on (%s)',
    async (_, compressed) => {
      async function* failing() {
        yield compressed.subarray(0, 10);
        throw new Error('the mirror is gone');
      }

      await expect(buffer(decompress(failing()))).rejects.toThrow(
        'the mirror is gone',
      );
    },
  );

  it('passes what is shorter than any magic number', async () => {
    await expect(read(Buffer.from('a'), 1)).resolves.toEqual(Buffer.from('a'));
    await expect(read(Buffer.alloc(0), 1)).resolves.toEqual(Buffer.alloc(0));
  });

  it('undoes bzip2 of several blocks and streams', async () => {
    const large = Buffer.from(randomBytes(150_000).toString('hex'));
    const compressed = execFileSync('bzip2', ['-1', '-c'], {
      input: large,
      maxBuffer: 2 ** 30,
    });

    await expect(
      read(Buffer.concat([compressed, BZIP2]), 4096),
    ).resolves.toEqual(Buffer.concat([large, TEXT]));
  });
});

async function read(compressed: Buffer, size: number): Promise<Buffer> {
  async function* pieces() {
    for (let start = 0; start < compressed.length; start += size) {
      yield compressed.subarray(start, start + size);
    }
  }
  return await buffer(decompress(pieces()));
}
