import { ansiSpans } from './ansiSpans';
import { plainText } from './plainText';

const ESCAPE = '\u001b';

describe('ansiSpans', () => {
  it('keeps a plain line whole', () => {
    expect(ansiSpans('  CC [M]  simple.o')).toEqual([
      expect.objectContaining({ text: '  CC [M]  simple.o', color: undefined }),
    ]);
  });

  it('separates colours and decorations', () => {
    const line = `${ESCAPE}[1;31merror:${ESCAPE}[0m no ${ESCAPE}[92mrule${ESCAPE}[0m`;
    expect(ansiSpans(line)).toEqual([
      expect.objectContaining({ text: 'error:', color: 'red', bold: true }),
      expect.objectContaining({ text: ' no ', color: undefined, bold: false }),
      expect.objectContaining({ text: 'rule', color: 'green' }),
    ]);
  });

  it('uses the default colour for unnamed ones', () => {
    expect(ansiSpans(`${ESCAPE}[38;5;208morange${ESCAPE}[0m`)).toEqual([
      expect.objectContaining({ text: 'orange', color: undefined }),
    ]);
  });

  it('leaves markup as text', () => {
    expect(plainText('<img src=x onerror=alert(1)> & <b>')).toBe(
      '<img src=x onerror=alert(1)> & <b>',
    );
  });

  it('drops sequences that move the cursor, set titles or make links', () => {
    const line = `${ESCAPE}[2K${ESCAPE}[1Gdone${ESCAPE}]0;title\u0007 ${ESCAPE}]8;;https://example.com${ESCAPE}\\link${ESCAPE}]8;;${ESCAPE}\\`;
    expect(plainText(line)).toBe('done link');
  });

  it('keeps the last state of a progress bar', () => {
    expect(plainText('10%\r50%\r100%\r')).toBe('100%');
  });

  it('returns nothing for an empty line', () => {
    expect(plainText('')).toBe('');
  });
});
