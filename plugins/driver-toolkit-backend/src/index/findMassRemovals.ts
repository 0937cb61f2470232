/**
 * Fewer than these may disappear at once, at any share, if something stays:
 * small sources change by large shares.
 */
const MIN_GUARDED_REMOVALS = 3;

/** Names of one kind, before and in a reading. */
export interface Names {
  /** What is counted, such as `kernels for x86_64`. */
  what: string;
  known: readonly string[];
  read: readonly string[];
}

/**
 * Finds the kinds of which too much is missing in a reading. A mirror in the
 * middle of its own update lists few packages and looks healthy otherwise, and
 * so does a registry that lost its disk.
 *
 * @param maxPercentage - share of the known names that may disappear in one
 * read
 * @returns one sentence for each kind that exceeds it
 */
export function findMassRemovals(
  kinds: readonly Names[],
  maxPercentage: number,
): string[] {
  return kinds.flatMap(({ what, known, read }) => {
    const present = new Set(read);
    const removed = known.filter(name => !present.has(name)).length;
    const isLarge =
      removed >= MIN_GUARDED_REMOVALS &&
      removed * 100 > known.length * maxPercentage;
    const isAll = removed > 1 && removed === known.length;
    return isLarge || isAll
      ? [`${removed} of ${known.length} ${what} are missing.`]
      : [];
  });
}
