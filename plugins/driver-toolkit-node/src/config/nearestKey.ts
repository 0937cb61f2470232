import leven from 'leven';

/** Shorter beginnings, such as "i", are those of too many keys. */
const MIN_BEGINNING = 3;

/**
 * The key that was probably meant by one that nobody knows: one that differs in few
 * letters, or that goes on.
 */
export function nearestKey(
  unknown: string,
  keys: readonly string[],
): string | undefined {
  const maxDistance = Math.ceil(unknown.length / 3);
  const [nearest] = keys
    .map(key => ({ key, distance: keyDistance(key, unknown) }))
    .filter(
      ({ key, distance }) =>
        distance <= maxDistance ||
        (unknown.length >= MIN_BEGINNING &&
          plain(key).startsWith(plain(unknown))),
    )
    .sort((a, b) => a.distance - b.distance);
  return nearest?.key;
}

/** How many letters two keys differ in; kernel-sources is kernelSources. */
export function keyDistance(a: string, b: string): number {
  return leven(plain(a), plain(b));
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}
