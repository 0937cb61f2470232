import { setTimeout as delay } from 'node:timers/promises';
import { isError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Waits get longer by up to this share, so that builds that failed together do
 * not retry together.
 */
const JITTER = 0.2;

/** How to retry. */
export interface RetryOptions {
  /** Also ends a wait. */
  signal: AbortSignal;
  /** Gets a line for each failed attempt. */
  log: (line: string) => void;
  /** Milliseconds before each attempt after the first. */
  retryDelays: readonly number[];
}

/**
 * Retries something that failed for a transient reason on another machine: an
 * unavailable registry or mirror. The log shows each attempt.
 *
 * @param what - for example "Pushing the image"
 * @throws the last attempt's error; the signal's reason
 */
export async function retryTransient<T>(
  what: string,
  { signal, log, retryDelays }: RetryOptions,
  attempt: () => Promise<T>,
): Promise<T> {
  const attempts = retryDelays.length + 1;
  for (let number = 1; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (number === attempts || !isTransient(error)) {
        throw error;
      }
      const wait = retryDelays[number - 1] * (1 + Math.random() * JITTER);
      log(`${what} failed and will be retried: ${error.message}`);
      log(
        `Attempt ${number + 1} of ${attempts} follows in ${Math.round(
          wait / 1000,
        )} s.`,
      );
      await delay(wait, undefined, { signal }).catch(() => {});
      signal.throwIfAborted();
    }
  }
}

/** Whether a retry may succeed soon. */
export function isTransient(error: unknown): error is Error {
  return BuildFailedError.is(error)
    ? error.transient
    : isError(error) && error.name === 'ServiceUnavailableError';
}
