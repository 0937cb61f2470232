import { PendingLines } from './PendingLines';

function fill(pending: PendingLines, from: number, to: number) {
  for (let seq = from; seq <= to; seq++) {
    pending.push({ seq, time: '', line: `line ${seq}` });
  }
}

function takeAll(pending: PendingLines) {
  return pending
    .take()
    .flatMap(({ lines }) => lines.map(({ seq, line }) => [seq, line]));
}

describe('PendingLines', () => {
  it('hands lines over in chunks, a bounded number at once', () => {
    const pending = new PendingLines({ chunkBytes: 16, maxMemory: 1e6 });
    fill(pending, 1, 9);
    expect(pending.take().map(({ lines }) => lines.length)).toEqual([
      2, 2, 2, 2, 1,
    ]);
    fill(pending, 10, 99);
    expect(pending.take()).toHaveLength(16);
    expect(pending.hasFullChunk).toBe(true);
  });

  it('gives the oldest up where they take too much memory, and says which', () => {
    const pending = new PendingLines({ chunkBytes: 64, maxMemory: 500 });
    fill(pending, 1, 22);
    expect(takeAll(pending)).toEqual([
      [
        20,
        '… lines 1 to 20 were dropped: they came faster than the database took them …',
      ],
      [21, 'line 21'],
      [22, 'line 22'],
    ]);
    fill(pending, 23, 24);
    expect(takeAll(pending)).toEqual([
      [23, 'line 23'],
      [24, 'line 24'],
    ]);
  });
});
