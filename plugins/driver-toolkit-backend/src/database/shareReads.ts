import { setImmediate } from 'node:timers/promises';

/**
 * Lets those who ask for the same share one read: who come at the same time,
 * and who come while another one runs, for they get the next. Nobody gets what
 * was read before they asked.
 *
 * @param read - of an argument that JSON can say
 */
export function shareReads<A, T>(
  read: (argument: A) => Promise<T>,
): (argument: A) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();
  return argument => {
    const key = JSON.stringify(argument);
    const begin = async () => {
      // How that one ends is the matter of those who asked for it.
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
