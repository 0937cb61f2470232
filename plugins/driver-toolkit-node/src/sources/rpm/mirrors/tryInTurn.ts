import {
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';

/** Mirrors are many: who has tried so many is offline, or the file is nowhere. */
const MAX_TRIES = 6;

/** What the first mirror gave that gave anything. */
export interface Gotten<T> {
  value: T;
  /** Those that were asked before in vain. */
  failures: Error[];
}

/**
 * Asks one after the other until one gives what it is asked for.
 *
 * @throws The error itself where there is but one; NotFoundError where all say
 * that it is not there; otherwise ServiceUnavailableError with all reasons.
 */
export async function tryInTurn<T, U>(
  candidates: readonly T[],
  signal: AbortSignal,
  ask: (candidate: T) => Promise<U>,
): Promise<Gotten<U>> {
  const failures: Error[] = [];
  for (const candidate of candidates.slice(0, MAX_TRIES)) {
    try {
      return { value: await ask(candidate), failures };
    } catch (error) {
      signal.throwIfAborted();
      failures.push(toError(error));
    }
  }
  if (failures.length === 1) {
    throw failures[0];
  }
  const message = `None of ${failures.length} mirrors will do: ${failures
    .map(failure => failure.message)
    .join('; ')}`;
  throw failures.every(failure => failure instanceof NotFoundError)
    ? new NotFoundError(message)
    : new ServiceUnavailableError(message, new AggregateError(failures));
}
