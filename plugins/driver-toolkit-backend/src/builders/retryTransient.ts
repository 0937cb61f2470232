import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Waits are lengthened by up to this part of them, so that builds that failed
 * together do not come back together.
 */
const JITTER = 0.2;

/** How something is tried again. */
export interface RetryOptions {
  /** Ends a wait, too. */
  signal: AbortSignal;
  /** Takes a line for each attempt that failed. */
  log: (line: string) => void;
  /** Milliseconds before each attempt after the first. */
  retryDelays: readonly number[];
}

/**
 * Attempts something again that another machine refused for what may be over
 * soon: a registry or a mirror that is away. The log says each attempt.
 *
 * @param what - as in "Pushing the image"
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
      log(`${what} failed, and is tried again: ${error.message}`);
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

/** Whether the same may succeed soon. */
export function isTransient(error: unknown): error is Error {
  return error instanceof BuildFailedError
    ? error.transient
    : error instanceof ServiceUnavailableError;
}
