const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
/**
 * Control characters, such as NUL and ESC; formatting, such as a change of
 * direction; unpaired surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * The beginning of an external text for a message: on one line, and without
 * characters that deceive readers, terminals or databases.
 *
 * @remarks
 * It is a copy, because a substring keeps the complete string in memory.
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
