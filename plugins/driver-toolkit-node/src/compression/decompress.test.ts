import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { decompress, type CompressionName } from './decompress';

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

  it.each(samples)(
    'decompresses %s in chunks of any size',
    async (_, compressed) => {
      for (const size of [1, 7, 1000]) {
        await expect(read(compressed, size)).resolves.toEqual(TEXT);
      }
    },
  );

  it.each(samples.slice(0, 4))(
    'decompresses %s only if it is among the requested formats',
    async (name, compressed) => {
      const format = name as CompressionName;
      const others = (['gzip', 'zstd', 'xz', 'bzip2'] as const).filter(
        other => other !== format,
      );
      const source = () => Readable.from([compressed]);
      expect(await buffer(decompress(source(), { formats: [format] }))).toEqual(
        TEXT,
      );
      expect(await buffer(decompress(source(), { formats: others }))).toEqual(
        compressed,
      );
    },
  );

  it.each(samples.slice(0, 4))(
    'fails on truncated %s',
    async (name, compressed) => {
      await expect(
        read(compressed.subarray(0, compressed.length - 12), 100),
      ).rejects.toThrow(inWords(name));
    },
  );

  it.each(samples.slice(0, 4))(
    'fails on %s with a wrong byte',
    async (name, compressed) => {
      const damaged = Buffer.from(compressed);
      damaged[damaged.length - 9] ^= 0x55;

      await expect(read(damaged, 100)).rejects.toThrow(inWords(name));
    },
  );

  it("explains xz's error codes", async () => {
    const damaged = Buffer.from(XZ);
    damaged[damaged.length - 9] ^= 0x55;

    await expect(read(damaged, 100)).rejects.toThrow(
      'It is not valid xz data: it is damaged',
    );
    await expect(read(XZ.subarray(0, XZ.length - 12), 100)).rejects.toThrow(
      'It is not valid xz data: it ends too early',
    );
  });

  it.each(samples)('limits the output of %s', async (_, compressed) => {
    const { length } = TEXT;

    await expect(read(compressed, 100, { maxBytes: length })).resolves.toEqual(
      TEXT,
    );
    await expect(
      read(compressed, 100, { maxBytes: length - 1 }),
    ).rejects.toThrow(
      `It is larger than ${
        length - 1
      } bytes when decompressed, which is refused`,
    );
  });

  it('stops a bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    let size = 0;
    async function consume() {
      const source = Readable.from([bomb]);
      for await (const chunk of decompress(source, { maxBytes: 1_000_000 })) {
        size += chunk.length;
      }
    }

    await expect(consume()).rejects.toThrow('larger than 1000000 bytes');
    expect(size).toBeLessThanOrEqual(1_000_000);
  });

  it.each(samples)(
    "passes on its source's failure (%s)",
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

  it('passes on data shorter than any magic number', async () => {
    await expect(read(Buffer.from('a'), 1)).resolves.toEqual(Buffer.from('a'));
    await expect(read(Buffer.alloc(0), 1)).resolves.toEqual(Buffer.alloc(0));
  });

  it('decompresses bzip2 of several blocks and streams', async () => {
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

/** Neither a decoder's code nor an errno's name. */
function inWords(format: string): RegExp {
  return new RegExp(`^It is not valid ${format} data: (?!.*\\bcode\\b)[^_]+$`);
}

async function read(
  compressed: Buffer,
  size: number,
  options?: { maxBytes: number },
): Promise<Buffer> {
  async function* pieces() {
    for (let start = 0; start < compressed.length; start += size) {
      yield compressed.subarray(start, start + size);
    }
  }
  return await buffer(decompress(pieces(), options));
}
