import type { PastBuild } from '../database/builds/BuildHistory';

/** After the first failure; twice as long after each further one. */
const FIRST_WAIT_MS = 10 * 60_000;
/** Less than a day, so that a library that is kept daily tries once a day. */
const LONGEST_WAIT_MS = 12 * 60 * 60_000;

/**
 * When what failed for the world's reasons is built once more: a registry or a
 * mirror that was away, a full disk. Undefined where waiting mends nothing.
 */
export function nextAttempt({
  finishedAt,
  passingFailures,
}: Pick<PastBuild, 'finishedAt' | 'passingFailures'>): Date | undefined {
  if (passingFailures === 0 || finishedAt === undefined) {
    return undefined;
  }
  const wait = Math.min(
    FIRST_WAIT_MS * 2 ** (passingFailures - 1),
    LONGEST_WAIT_MS,
  );
  return new Date(Date.parse(finishedAt) + wait);
}
