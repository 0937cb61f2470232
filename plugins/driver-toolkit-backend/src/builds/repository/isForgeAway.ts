import { isError } from '@backstage/errors';

/** Node.js's error codes for connections that failed or broke. */
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

/**
 * The messages of Backstage's URL readers, which keep neither cause nor status.
 */
const PASSING_MESSAGE =
  /\bTypeError: fetch failed$|, (?:408|425|429|50[0234])\b/;

/**
 * Whether a forge may answer soon: it was unreachable, broke the connection,
 * was busy or had an internal error. A refused or missing repository is not
 * transient.
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
