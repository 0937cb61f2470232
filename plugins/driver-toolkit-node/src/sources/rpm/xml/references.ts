import { Byte } from './characters';
import { malformed } from './malformed';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const NUMERIC = /^#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}))$/;
const REFERENCE = /&([^;]*);/g;

const [L, G, T] = Buffer.from('lgt');

/** Bytes of the longest reference, `&#1114111;`. */
const MAX_REFERENCE = 10;

/** The reference continues beyond the available bytes. */
export const INCOMPLETE = -1;

/**
 * The end of the reference whose `&` is at `start`, or {@link INCOMPLETE}.
 *
 * @throws if it names no character: custom entities are refused with the
 * DOCTYPE, so only the five predefined ones are known.
 */
export function referenceEnd(bytes: Buffer, start: number): number {
  const known = comparisonEnd(bytes, start);
  if (known !== INCOMPLETE) {
    return known;
  }
  const limit = Math.min(bytes.length, start + MAX_REFERENCE);
  let at = start + 1;
  while (at < limit && bytes[at] !== Byte.semicolon) {
    at++;
  }
  if (at < limit) {
    resolve(bytes.toString('latin1', start + 1, at));
    return at + 1;
  }
  if (limit < start + MAX_REFERENCE) {
    return INCOMPLETE;
  }
  throw malformed('an "&" begins no known entity');
}

/**
 * A fast path for `&lt;` and `&gt;`, the most frequent ones, without a string.
 */
function comparisonEnd(bytes: Buffer, start: number): number {
  const first = bytes[start + 1];
  return (first === L || first === G) &&
    bytes[start + 2] === T &&
    bytes[start + 3] === Byte.semicolon
    ? start + 4
    : INCOMPLETE;
}

/** Text or an attribute's value with its references resolved. */
export function resolveReferences(text: string): string {
  return text.includes('&')
    ? text.replace(REFERENCE, (_, name: string) => resolve(name))
    : text;
}

function resolve(name: string): string {
  const [, decimal, hexadecimal] = NUMERIC.exec(name) ?? [];
  const code =
    decimal === undefined ? parseInt(hexadecimal, 16) : Number(decimal);
  const character = isCharacter(code)
    ? String.fromCodePoint(code)
    : PREDEFINED.get(name);
  if (character === undefined) {
    throw malformed(`the entity "&${name};" is not known`);
  }
  return character;
}

/** `Char` of XML 1.0, section 2.2. */
function isCharacter(code: number): boolean {
  return (
    code === Byte.tab ||
    code === Byte.newline ||
    code === Byte.return ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
