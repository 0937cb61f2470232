import { TransientError } from '../../../http/TransientError';

/** Gives an operation so many milliseconds, however slowly it goes on. */
export async function withinTime<T>(
  options: { signal: AbortSignal; limit: number; name: string },
  operation: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, limit, name } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(
      new TransientError(
        `${name} took longer than ${limit / 1000} s, which is too slow`,
      ),
    );
  }, limit);
  try {
    return await operation(AbortSignal.any([signal, deadline.signal]));
  } finally {
    clearTimeout(timer);
  }
}
