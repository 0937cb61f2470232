import type { PastBuild } from '../database/builds/BuildHistory';

/** After the first failure; twice as long after each further one. */
const FIRST_WAIT_MS = 10 * 60_000;
/**
 * Less than a day, so that a library with a daily schedule retries once a day.
 */
const LONGEST_WAIT_MS = 12 * 60 * 60_000;

/**
 * When to retry a transient failure, such as an unreachable registry or mirror
 * or a full disk. Undefined if waiting does not help.
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
