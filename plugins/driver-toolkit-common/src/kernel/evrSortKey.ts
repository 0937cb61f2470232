import { parseEvr } from './evr';
import { TokenClass, VersionToken, versionTokens } from './versionTokens';

/**
 * A string whose byte order is the order of {@link compareEvr}, for databases:
 * store it with the version and sort by it, under a byte-wise collation (`C` in
 * PostgreSQL, the default `BINARY` in SQLite).
 *
 * @remarks
 * rpm compares token by token, so the key encodes token after token, each so
 * that no other token at its place can be its prefix:
 *
 * - every token begins with its class as one digit, `0` for `~` to `4` for a
 *   number, which is rpm's order of classes; the end of version and release is
 *   a token, too, so a shorter string never merges with the next part;
 * - letters follow unchanged. The next character is again a class digit, and
 *   digits sort below letters, so `el` sorts before `elrepo` with any
 *   continuation;
 * - a number is written as the count of digits of its length, its length and
 *   itself without leading zeros: `391` is `13391`. A longer number is thereby
 *   greater, and equally long ones compare digit by digit;
 * - the epoch comes first in ten digits, enough for rpm's 32 bits.
 *
 * Two versions have the same key if and only if they compare equal.
 *
 * @throws InputError if it is no version.
 * @public
 */
export function evrSortKey(evr: string): string {
  const { epoch, version, release } = parseEvr(evr);
  // Without a release the key ends here, and a prefix sorts first.
  const releaseTokens = release === undefined ? [] : versionTokens(release);
  return [
    String(epoch).padStart(10, '0'),
    ...versionTokens(version).map(encode),
    ...releaseTokens.map(encode),
  ].join('');
}

function encode(token: VersionToken): string {
  if (token.class !== TokenClass.numeric) {
    return `${token.class}${token.text}`;
  }
  const length = String(token.text.length);
  return `${token.class}${length.length}${length}${token.text}`;
}
