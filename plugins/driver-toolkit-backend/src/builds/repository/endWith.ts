import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for work until a signal fires, and then for a grace period in which the
 * work may end by itself. Work that ignores the signal is abandoned.
 *
 * @throws the signal's reason if the work was abandoned
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
