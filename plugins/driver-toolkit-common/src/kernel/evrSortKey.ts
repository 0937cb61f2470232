import { parseEvr } from './evr';
import { TokenClass, VersionToken, versionTokens } from './versionTokens';

/**
 * A string whose byte order is the order of {@link compareEvr}, for databases:
 * store it beside the version and sort by it, under a byte-wise collation
 * (`C` in PostgreSQL, the default `BINARY` in SQLite).
 *
 * @remarks
 * rpm compares token by token, so the key writes token after token, each in a
 * form that no other form of its place is a prefix of:
 *
 * - every token begins with its class as one digit, `0` for `~` to `4` for a
 *   number, which is rpm's order of classes; the end of version and release is
 *   a token too, so a shorter string never runs into what follows;
 * - letters follow as they are. The next character is again a class digit and
 *   digits sort below letters, so `el` sorts before `elrepo` whatever follows;
 * - a number is written as the count of digits of its length, its length and
 *   itself without leading zeros: `391` is `13391`. A longer number is thereby
 *   greater, and equally long ones compare digit by digit;
 * - the epoch comes first in ten digits, enough for rpm's 32 bits.
 *
 * Two versions have the same key exactly if they compare equal.
 *
 * @throws InputError on what is no version.
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
