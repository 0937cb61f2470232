import { parseEvr } from './evr';
import { rpmvercmp } from './rpmvercmp';

/**
 * Compares two `[epoch:]version[-release]` like rpm: epochs as numbers, then
 * version and release each by {@link rpmvercmp}. A missing release sorts first,
 * even before one that begins with `~`.
 *
 * @remarks
 * A total order on versions up to rpm's own notion of equality, so 0 does not
 * mean identical. Where orders are stored, use {@link evrSortKey}.
 *
 * @throws InputError if it is no version.
 * @public
 */
export function compareEvr(a: string, b: string): -1 | 0 | 1 {
  const left = parseEvr(a);
  const right = parseEvr(b);
  if (left.epoch !== right.epoch) {
    return left.epoch < right.epoch ? -1 : 1;
  }
  return (
    rpmvercmp(left.version, right.version) ||
    compareReleases(left.release, right.release)
  );
}

/**
 * Like `compare_values` in rpm's `rpmio/rpmver.c`: presence is compared first.
 */
function compareReleases(a?: string, b?: string): -1 | 0 | 1 {
  if (a !== undefined && b !== undefined) {
    return rpmvercmp(a, b);
  }
  if (a === b) {
    return 0;
  }
  return a === undefined ? -1 : 1;
}
