import { Byte } from './characters';
import { malformed } from './malformed';
import type { NameTable } from './NameTable';
import { INCOMPLETE } from './references';
import { scanSpace } from './scanText';

/** The end of the end tag at `start`, of an element with this name. */
export function scanEndTag(
  bytes: Buffer,
  start: number,
  name: number,
  names: NameTable,
): number {
  const nameStart = start + 2;
  const nameEnd = nameStart + names.length(name);
  if (nameEnd >= bytes.length) {
    return INCOMPLETE;
  }
  const at = scanSpace(bytes, nameEnd);
  if (at === bytes.length) {
    return INCOMPLETE;
  }
  if (
    bytes[at] !== Byte.greater ||
    !names.matches(name, bytes, nameStart, nameEnd)
  ) {
    throw malformed('an end tag does not match its start tag');
  }
  return at + 1;
}
