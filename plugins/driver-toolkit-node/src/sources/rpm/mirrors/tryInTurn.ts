import {
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';

/**
 * Maximum of tried mirrors: after this many failures the network is down, or
 * the file does not exist.
 */
const MAX_TRIES = 6;

/** The result of the first successful mirror. */
export interface Gotten<T> {
  value: T;
  /** Failures of the mirrors before it. */
  failures: Error[];
}

/**
 * Asks one mirror after another until one succeeds.
 *
 * @throws The error itself if there is only one; NotFoundError if all say that
 * the file does not exist; otherwise ServiceUnavailableError with all reasons.
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
  const message = `None of ${failures.length} mirrors is usable: ${failures
    .map(failure => failure.message)
    .join('; ')}`;
  throw failures.every(failure => failure instanceof NotFoundError)
    ? new NotFoundError(message)
    : new ServiceUnavailableError(message, new AggregateError(failures));
}
