import { printableText } from './printableText';

describe('printableText', () => {
  it.each([
    ['denied', 'denied'],
    ['verweigert – nicht erlaubt 🚫', 'verweigert – nicht erlaubt 🚫'],
    ['a\u0000b', 'a\u{fffd}b'],
    ['\u001b[31mred\u009b0m', '\u{fffd}[31mred\u{fffd}0m'],
    ['one\r\ntwo\u2028three', 'one  two three'],
    ['\u202eevil\u200b', '\u{fffd}evil\u{fffd}'],
    ['half \ud83d', 'half \u{fffd}'],
  ])('converts %j to %j', (text, expected) => {
    expect(printableText(text, 100)).toBe(expected);
  });

  it('keeps the beginning of a long text', () => {
    expect(printableText('x'.repeat(1000), 10)).toBe('x'.repeat(10));
    expect(printableText('123🚫', 4)).toBe('123\u{fffd}');
  });
});
