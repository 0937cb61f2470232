import { ServiceUnavailableError } from '@backstage/errors';
import { setTimeout as delay } from 'node:timers/promises';
import { BuildFailedError } from '../../builders/BuildFailedError';
import type { BuildContext } from '../BuildContext';

/**
 * Waits are lengthened by up to this part of them, so that builds that failed
 * together do not come back together.
 */
const JITTER = 0.2;

/**
 * Attempts something again that another machine refused for what may be over
 * soon: a registry or a mirror that is away. The log says each attempt.
 *
 * @param what - as in "Pushing the image"
 * @param context - of the build, whose signal ends a wait, too
 * @throws the last attempt's error; the signal's reason
 */
export async function retryTransient<T>(
  what: string,
  context: Pick<BuildContext, 'signal' | 'log' | 'retryDelays'>,
  attempt: () => Promise<T>,
): Promise<T> {
  const { signal, log, retryDelays } = context;
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
      log(`${what} failed, which may pass: ${error.message}`);
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
