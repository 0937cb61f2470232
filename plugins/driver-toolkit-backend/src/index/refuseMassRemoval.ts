import { ConflictError } from '@backstage/errors';

/** Fewer than these may go at once whatever their share: small sources change by large shares. */
const MIN_GUARDED_REMOVALS = 10;

/**
 * Refuses a reading in which far too much is missing: a mirror in the middle
 * of its own update lists few packages, and looks perfectly well otherwise.
 *
 * @param maxPercentage - of what is known that may go in one read
 * @throws ConflictError that says what to set if the reading is right
 */
export function refuseMassRemoval(options: {
  known: readonly string[];
  read: readonly string[];
  maxPercentage: number;
  /** What is counted, such as `kernels`. */
  what: string;
}): void {
  const { known, maxPercentage, what } = options;
  const read = new Set(options.read);
  const removed = known.filter(name => !read.has(name)).length;
  if (
    removed >= MIN_GUARDED_REMOVALS &&
    removed * 100 > known.length * maxPercentage
  ) {
    throw new ConflictError(
      `${removed} of ${known.length} ${what} are missing from this reading, more than the ${maxPercentage} % that may go at once, so the last one is kept. If they are gone for good, raise driverToolkit.catalog.maxRemovalPercentage and refresh.`,
    );
  }
}
