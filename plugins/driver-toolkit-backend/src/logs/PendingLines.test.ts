import { randomBytes } from 'node:crypto';
import { decodeLines } from '../database/logs/logChunk';
import { PendingLines } from './PendingLines';

function fill(pending: PendingLines, from: number, to: number) {
  for (let seq = from; seq <= to; seq++) {
    pending.push({ last: seq, time: '', lines: [`line ${seq}`] });
  }
}

function takeAll(pending: PendingLines) {
  return pending
    .take()
    .flatMap(chunk => decodeLines(chunk.encoded, chunk.last))
    .map(({ seq, line }) => [seq, line]);
}

describe('PendingLines', () => {
  it('hands lines over in chunks, a bounded number at once', () => {
    const pending = new PendingLines({ chunkBytes: 16, maxMemory: 1e6 });
    fill(pending, 1, 9);
    expect(pending.take().map(({ last }) => last)).toEqual([2, 4, 6, 8, 9]);
    fill(pending, 10, 199);
    expect(pending.take()).toHaveLength(64);
    expect(pending.hasFullChunk).toBe(true);
  });

  it('hands over fewer if they are large', () => {
    const pending = new PendingLines({ chunkBytes: 1, maxMemory: 1e9 });
    for (let last = 1; last <= 32; last++) {
      const line = randomBytes(64 * 1024).toString('base64');
      pending.push({ last, time: '', lines: [line] });
    }
    const taken = pending.take().map(({ encoded }) => encoded.length);
    expect(taken.length).toBeGreaterThan(1);
    expect(taken.reduce((sum, length) => sum + length)).toBeLessThan(1.2e6);
    expect(pending.hasFullChunk).toBe(true);
  });

  it('splits lines that come together when a chunk is full', () => {
    const pending = new PendingLines({ chunkBytes: 16, maxMemory: 1e6 });
    const lines = Array.from({ length: 9 }, (_, i) => `line ${i + 1}`);
    pending.push({ last: 9, time: '', lines });
    expect(takeAll(pending)).toEqual(lines.map((line, i) => [i + 1, line]));

    pending.push({ last: 10, time: '', lines: ['x'.repeat(100)] });
    pending.push({ last: 12, time: '', lines: ['', 'é'] });
    expect(pending.take().map(({ last, bytes }) => [last, bytes])).toEqual([
      [10, 101],
      [12, 4],
    ]);
  });

  it('drops the oldest if they take too much memory, and says which', () => {
    const pending = new PendingLines({ chunkBytes: 64, maxMemory: 400 });
    fill(pending, 1, 99);
    const [[last, note], ...rest] = takeAll(pending);
    expect(note).toBe(
      `… lines 1 to ${last} were dropped: they came faster than the database took them …`,
    );
    expect(last).toBeGreaterThan(10);
    expect(rest).toEqual(
      Array.from({ length: 99 - Number(last) }, (_, i) => [
        Number(last) + i + 1,
        `line ${Number(last) + i + 1}`,
      ]),
    );
    fill(pending, 100, 101);
    expect(takeAll(pending)).toEqual([
      [100, 'line 100'],
      [101, 'line 101'],
    ]);
  });
});
