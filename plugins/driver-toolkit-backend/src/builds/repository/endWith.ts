import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for work until a signal fires, and then as long as the work may take
 * to end by itself. Work that takes no notice of the signal is left behind.
 *
 * @throws the signal's reason where the work was left behind
 */
export async function endWith<T>(
  signal: AbortSignal,
  graceMs: number,
  work: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const leave = async () => {
    await new Promise<void>(resolve => {
      if (signal.aborted) {
        resolve();
      }
      signal.addEventListener('abort', () => resolve(), {
        once: true,
        signal: done.signal,
      });
    });
    await delay(graceMs, undefined, { signal: done.signal });
    throw signal.reason;
  };
  try {
    return await Promise.race([work, leave()]);
  } finally {
    done.abort();
  }
}
