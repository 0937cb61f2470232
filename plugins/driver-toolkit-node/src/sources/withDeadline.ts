import { ServiceUnavailableError } from '@backstage/errors';

/**
 * Gives something so many milliseconds at most, within what its caller has.
 *
 * @throws ServiceUnavailableError where it takes longer; the caller's own
 * reason where that aborts.
 */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(milliseconds);
  try {
    return await run(AbortSignal.any([signal, deadline]));
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) {
      throw new ServiceUnavailableError(
        `it took longer than ${milliseconds / 1000} seconds`,
      );
    }
    throw error;
  }
}
