import { TokenClass, VersionToken, versionTokens } from './versionTokens';

/**
 * Compares one segment, a version or a release, like rpm.
 *
 * @remarks
 * The order of rpm's `rpmio/rpmvercmp.cc`: token by token, where `~` sorts
 * before the end of the string, the end before `^`, that before letters, and
 * letters before numbers. Numbers are compared by their length without leading
 * zeros and then as strings, so they may exceed the precision of a double.
 *
 * Equal does not mean identical: `1.0`, `1_0` and `1.00` compare equal. For a
 * complete `version-release`, use {@link compareEvr}.
 *
 * @public
 */
export function rpmvercmp(a: string, b: string): -1 | 0 | 1 {
  const left = versionTokens(a);
  const right = versionTokens(b);
  // The loop ends at the first difference, at the latest at the shorter one's
  // `end`.
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareTokens(left[i], right[i]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function compareTokens(a: VersionToken, b: VersionToken): -1 | 0 | 1 {
  if (a.class !== b.class) {
    return a.class < b.class ? -1 : 1;
  }
  if (a.class === TokenClass.numeric && a.text.length !== b.text.length) {
    return a.text.length < b.text.length ? -1 : 1;
  }
  if (a.text === b.text) {
    return 0;
  }
  return a.text < b.text ? -1 : 1;
}
