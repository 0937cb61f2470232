import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 20_000;

/**
 * Polls until there is a result.
 *
 * @param what - the condition in words, for the error message
 * @param find - returns the result, or undefined to poll again
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
  throw new Error(`Timeout: the scene waited until ${what}.`);
}
