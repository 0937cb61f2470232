import leven from 'leven';

/** Shorter prefixes, such as "i", match too many keys. */
const MIN_BEGINNING = 3;

/**
 * The known key that an unknown one probably means: it differs in few letters,
 * or is longer.
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

/**
 * The number of letters in which two keys differ; kernel-sources equals
 * kernelSources.
 */
export function keyDistance(a: string, b: string): number {
  return leven(plain(a), plain(b));
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}
