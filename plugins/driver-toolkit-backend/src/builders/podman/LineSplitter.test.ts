import { LineSplitter } from './LineSplitter';

function split(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(line => lines.push(line));
  chunks.forEach(chunk => splitter.write(Buffer.from(chunk)));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('joins lines over chunks and keeps empty ones', () => {
    expect(split('one\ntw', 'o\n\nthree')).toEqual(['one', 'two', '', 'three']);
  });

  it('takes Windows line ends', () => {
    expect(split('one\r\ntwo\r', '\n')).toEqual(['one', 'two']);
  });

  it('keeps a character whole that two chunks share', () => {
    const bytes = Buffer.from('é\n');
    expect(split(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['é']);
  });

  it('cuts an endless line into pieces', () => {
    const pieces = split('x'.repeat(20_000), 'x'.repeat(20_000));
    expect(pieces.every(piece => piece.length <= 16 * 1024)).toBe(true);
    expect(pieces.join('')).toHaveLength(40_000);
  });

  it('cuts a long line that comes whole', () => {
    expect(split(`${'x'.repeat(20_000)}\n`).map(l => l.length)).toEqual([
      16_384, 3616,
    ]);
  });
});
