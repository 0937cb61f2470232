import { TransientError } from '../http/TransientError';

/**
 * Limits an operation to some milliseconds, within the caller's own signal,
 * even if it makes slow progress.
 *
 * @param options - `name`: the operation's name in the message.
 * @throws TransientError if it takes longer; the caller's reason if that
 * aborts.
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
