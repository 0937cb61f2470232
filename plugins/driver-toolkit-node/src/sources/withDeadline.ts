import { TransientError } from '../http/TransientError';

/**
 * Gives something so many milliseconds at most, within what its caller has and
 * however slowly it goes on.
 *
 * @param options - `name` is what the message says took longer.
 * @throws TransientError where it takes longer; the caller's own reason where
 * that aborts.
 */
export async function withDeadline<T>(
  options: { signal: AbortSignal; milliseconds: number; name: string },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, milliseconds, name } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(
      new TransientError(
        `${name} took longer than ${
          milliseconds / 1000
        } seconds, which is too slow`,
      ),
    );
  }, milliseconds);
  try {
    return await run(AbortSignal.any([signal, deadline.signal]));
  } catch (error) {
    signal.throwIfAborted();
    deadline.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
