import { Byte, SPACE, SPECIAL_IN_TEXT } from './characters';
import { malformed } from './malformed';
import { INCOMPLETE, referenceEnd } from './references';

/** The end of white space outside of the root. */
export function scanSpace(bytes: Buffer, start: number): number {
  const end = bytes.length;
  let at = start;
  while (at < end && SPACE[bytes[at]] === 1) {
    at++;
  }
  return at;
}

/**
 * The end of the processed text: at a tag, at the end of the bytes, or where
 * more bytes are needed.
 */
export function scanText(bytes: Buffer, start: number): number {
  // A local constant for speed in the innermost loop.
  const special = SPECIAL_IN_TEXT;
  const end = bytes.length;
  let at = start;
  for (;;) {
    while (at < end && special[bytes[at]] === 0) {
      at++;
    }
    if (at === end || bytes[at] === Byte.less) {
      return at;
    }
    const next = scanSpecial(bytes, at);
    if (next === INCOMPLETE) {
      return at;
    }
    at = next;
  }
}

function scanSpecial(bytes: Buffer, at: number): number {
  switch (bytes[at]) {
    case Byte.ampersand:
      return referenceEnd(bytes, at);
    case Byte.closingBracket:
      if (at + 2 >= bytes.length) {
        return INCOMPLETE;
      }
      if (
        bytes[at + 1] === Byte.closingBracket &&
        bytes[at + 2] === Byte.greater
      ) {
        throw malformed('its text contains "]]>"');
      }
      return at + 1;
    default:
      throw malformed('it has control characters');
  }
}
