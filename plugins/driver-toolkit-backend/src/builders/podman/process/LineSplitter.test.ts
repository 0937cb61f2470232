import { CUT_NOTE, MAX_LINE_LENGTH } from '../../cutLine';
import { LineSplitter } from './LineSplitter';

function split(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(some => lines.push(...some));
  chunks.forEach(chunk => splitter.write(Buffer.from(chunk)));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('joins lines over chunks and keeps empty ones', () => {
    expect(split('one\ntw', 'o\n\nthree')).toEqual(['one', 'two', '', 'three']);
  });

  it('accepts Windows line ends', () => {
    expect(split('one\r\ntwo\r', '\n')).toEqual(['one', 'two']);
    expect(split('one\r\r\ntwo\r', '\nthree\n')).toEqual([
      'one\r',
      'two',
      'three',
    ]);
  });

  it('replaces NUL visibly', () => {
    expect(split('a\0b\n\0')).toEqual(['a\uFFFDb', '\uFFFD']);
  });

  it('joins a character that two chunks share', () => {
    const bytes = Buffer.from('é\n');
    expect(split(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['é']);
  });

  it('passes on the beginning of an endless line at once, marked as cut', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter(some => lines.push(...some));
    for (let i = 0; i < 100; i++) {
      splitter.write(Buffer.alloc(64 * 1024, 'x'));
    }
    expect(lines).toEqual([`${'x'.repeat(MAX_LINE_LENGTH)}${CUT_NOTE}`]);

    splitter.write(Buffer.from('x\nnext'));
    splitter.end();
    expect(lines.slice(1)).toEqual(['next']);
  });

  it('keeps a line of the greatest length', () => {
    const line = 'x'.repeat(MAX_LINE_LENGTH);
    expect(split(`${line}\r\n${line}\n`, line)).toEqual([line, line, line]);
  });

  it('cuts a long line that comes in one chunk', () => {
    expect(split(`${'x'.repeat(MAX_LINE_LENGTH + 1)}\nnext`)).toEqual([
      `${'x'.repeat(MAX_LINE_LENGTH)}${CUT_NOTE}`,
      'next',
    ]);
  });
});
