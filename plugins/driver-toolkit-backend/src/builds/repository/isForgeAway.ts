import { isError } from '@backstage/errors';

/** What Node.js calls a connection that was not made, or broke. */
const PASSING_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** As Backstage's URL readers tell it, who keep no cause and no status. */
const PASSING_MESSAGE =
  /\bTypeError: fetch failed$|, (?:408|425|429|50[0234])\b/;

/**
 * Whether a forge may have what it was asked for soon: it was not reached, broke
 * off, was busy or had an error of its own. What it refuses, or does not have,
 * it refuses once more.
 */
export function isForgeAway(error: unknown): boolean {
  for (let one = error; isError(one); one = one.cause) {
    if (typeof one.code === 'string') {
      return PASSING_CODES.has(one.code);
    }
    if (PASSING_MESSAGE.test(one.message)) {
      return true;
    }
  }
  return false;
}
