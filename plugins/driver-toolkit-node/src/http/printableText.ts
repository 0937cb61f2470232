const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
/** Controls, such as NUL and ESC; formatting, such as another reading direction; halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * The beginning of a text from outside, such as a server's, fit for a message: on one line,
 * and without what would deceive its reader, a terminal or a database.
 *
 * @remarks
 * It is a copy: a part of a string keeps the whole of it in memory.
 *
 * @public
 */
export function printableText(text: string, length: number): string {
  const beginning =
    text.length <= length
      ? text
      : Buffer.from(text.slice(0, length)).toString();
  return beginning.replace(LINE_BREAKS, ' ').replace(UNPRINTABLE, '\u{fffd}');
}
