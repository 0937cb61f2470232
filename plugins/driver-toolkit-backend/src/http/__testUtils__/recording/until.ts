import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 20_000;

/**
 * Waits until something is so.
 *
 * @param what - in words, for the error where it never is
 * @param find - returns something as soon as it is so
 */
export async function until<T>(
  what: string,
  find: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + LIMIT_MS;
  while (performance.now() < end) {
    const found = await find();
    if (found !== undefined) {
      return found;
    }
    await delay(10);
  }
  throw new Error(`The scene waits in vain until ${what}.`);
}
