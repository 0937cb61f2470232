import { setImmediate } from 'node:timers/promises';

/**
 * Lets callers with the same argument share one read. Callers that come while a
 * read runs share the next one, so nobody gets data that was read before the
 * call.
 *
 * @param read - its argument must be expressible in JSON
 */
export function shareReads<A, T>(
  read: (argument: A) => Promise<T>,
): (argument: A) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();
  return argument => {
    const key = JSON.stringify(argument);
    const begin = async () => {
      // Its error belongs to its own callers.
      await running.get(key)?.catch(() => {});
      await setImmediate();
      const mine = next.get(key)!;
      next.delete(key);
      running.set(key, mine);
      try {
        return await read(argument);
      } finally {
        running.delete(key);
      }
    };
    const shared = next.get(key) ?? begin();
    next.set(key, shared);
    return shared;
  };
}
