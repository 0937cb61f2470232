import { Byte, SPACE, SPECIAL_IN_TEXT } from './characters';
import { malformed } from './malformed';
import { INCOMPLETE, referenceEnd } from './references';

/** Where the white space ends that may stand outside of the root. */
export function scanSpace(bytes: Buffer, start: number): number {
  const end = bytes.length;
  let at = start;
  while (at < end && SPACE[bytes[at]] === 1) {
    at++;
  }
  return at;
}

/**
 * Up to where text is understood: where a tag begins, where the bytes end, or
 * where more of them are needed to go on.
 */
export function scanText(bytes: Buffer, start: number): number {
  // A local constant, since this loop is the innermost of all.
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
        throw malformed('"]]>" stands in its text');
      }
      return at + 1;
    default:
      throw malformed('it has control characters');
  }
}
