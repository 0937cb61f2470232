import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { toError } from '@backstage/errors';
import { bunzip } from './bunzip';

function bzip2(open: Buffer, level: string): Buffer {
  return execFileSync('bzip2', [level, '-c'], {
    input: open,
    maxBuffer: 2 ** 30,
  });
}

async function undo(compressed: Buffer, size = 10_000): Promise<Buffer> {
  async function* pieces() {
    for (let start = 0; start < compressed.length; start += size) {
      yield compressed.subarray(start, start + size);
    }
  }
  return await buffer(bunzip(pieces()));
}

const text = Buffer.from(
  Array.from({ length: 30_000 }, (_, i) => `package-${i % 977} ${i}\n`).join(
    '',
  ),
);

describe('bunzip', () => {
  it.each<[string, Buffer]>([
    ['a byte', Buffer.from('a')],
    ['nothing', Buffer.alloc(0)],
    ['text', text],
    ['one byte all over', Buffer.alloc(3_000_000, 'a')],
    [
      'runs of every length',
      Buffer.concat(Array.from({ length: 600 }, (_, i) => Buffer.alloc(i, i))),
    ],
    ['what cannot be compressed', randomBytes(1_200_000)],
    [
      'every byte',
      Buffer.from(Array.from({ length: 70_000 }, (_, i) => i * 31)),
    ],
  ])('decompresses %s', async (_, open) => {
    for (const level of ['-1', '-9']) {
      const undone = await undo(bzip2(open, level));

      expect(undone.equals(open)).toBe(true);
    }
  });

  it('decompresses chunks of any size', async () => {
    const compressed = bzip2(text, '-1');

    for (const size of [1, 13, 100_000]) {
      expect((await undo(compressed, size)).equals(text)).toBe(true);
    }
  });

  it('decompresses concatenated streams', async () => {
    const compressed = Buffer.concat([bzip2(text, '-9'), bzip2(text, '-1')]);

    expect((await undo(compressed)).equals(Buffer.concat([text, text]))).toBe(
      true,
    );
  });

  it('yields to others within a block', async () => {
    const compressed = bzip2(randomBytes(890_000), '-9');
    let turns = 0;
    const ticking = setInterval(() => {
      turns++;
    }, 0);
    try {
      await undo(compressed, compressed.length);
    } finally {
      clearInterval(ticking);
    }

    expect(turns).toBeGreaterThan(1);
  });

  it('refuses data truncated at any position', async () => {
    const compressed = bzip2(text.subarray(0, 200), '-1');
    const lengths = Array.from(
      { length: compressed.length - 1 },
      (_, i) => i + 1,
    );

    for (const length of lengths) {
      await expect(undo(compressed.subarray(0, length))).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
    }
  });

  it('refuses a wrong bit at any position', async () => {
    const open = text.subarray(0, 200);
    const compressed = bzip2(open, '-1');
    const believed: number[] = [];

    for (let bit = 0; bit < compressed.length * 8; bit++) {
      const wrong = Buffer.from(compressed);
      wrong[Math.floor(bit / 8)] ^= 2 ** (bit % 8);
      const undone = await undo(wrong).catch(toError);

      // Some bits have no meaning, such as padding in the last byte.
      if (Buffer.isBuffer(undone) && !undone.equals(open)) {
        believed.push(bit);
      }
    }

    expect(believed).toEqual([]);
  });

  it('refuses trailing data', async () => {
    const compressed = bzip2(text, '-1');

    await expect(
      undo(Buffer.concat([compressed, Buffer.from('more')])),
    ).rejects.toThrow('other data follows it');
  });
});
