import fc from 'fast-check';
import { refuseHiddenCharacters } from './refuseHiddenCharacters';

describe('refuseHiddenCharacters', () => {
  it.each([
    ['NUL', '\u0000', 'U+0000'],
    ['a line break', '\n', 'U+000A'],
    ['ESC', '\u001b[31m', 'U+001B'],
    ['DEL', '\u007f', 'U+007F'],
    ['a C1 control', '\u0085', 'U+0085'],
    ['right-to-left override', '\u202e', 'U+202E'],
    ['an isolate', '\u2066', 'U+2066'],
    ['a right-to-left mark', '\u200f', 'U+200F'],
    ['an Arabic letter mark', '\u061c', 'U+061C'],
    ['a zero-width space', '\u200b', 'U+200B'],
    ['a byte order mark', '\ufeff', 'U+FEFF'],
    ['a soft hyphen', '\u00ad', 'U+00AD'],
    ['a line separator', '\u2028', 'U+2028'],
    ['a tag character', '\u{e0041}', 'U+E0041'],
    ['half a character', '\ud800', 'U+D800'],
  ])('refuses %s', (_, character, code) => {
    expect(() =>
      refuseHiddenCharacters(`before${character}after`, 'description'),
    ).toThrow(
      `description has a character that is invisible or changes how the surrounding text is shown (${code}). Remove it.`,
    );
  });

  it.each([
    '',
    'Says "hello" to $HOME, 100 % \\ größer',
    '日本語 العربية עברית हिन्दी',
    'می\u200cخواهم',
    '👩\u200d🔧',
  ])('takes %j', text => {
    expect(() => refuseHiddenCharacters(text, 'text')).not.toThrow();
  });

  it('finds it anywhere, and says where', () => {
    const hidden = '\u202e';
    for (const [value, name] of [
      [[1, { a: ['x', hidden] }], 'input[1].a[1] has'],
      [{ a: { [`b${hidden}`]: 1 } }, 'A name in input.a has'],
    ] as const) {
      expect(() => refuseHiddenCharacters(value, 'input')).toThrow(name);
    }
  });

  it.each([undefined, null, 1, true, [], {}])('takes %j', value => {
    expect(() => refuseHiddenCharacters(value, 'value')).not.toThrow();
  });

  it('does not show refused text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(refusalOf(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

/** Empty if it is accepted. */
function refusalOf(text: string): string {
  try {
    refuseHiddenCharacters(text, 'text');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
