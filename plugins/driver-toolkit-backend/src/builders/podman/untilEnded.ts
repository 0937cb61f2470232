import { once } from 'node:events';

/**
 * Waits for work that never rejects.
 *
 * @throws the signal's reason
 */
export async function untilEnded(
  work: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const ended = new AbortController();
  try {
    await Promise.race([
      work,
      once(signal, 'abort', { signal: ended.signal }).catch(() => {}),
    ]);
  } finally {
    ended.abort();
  }
  signal.throwIfAborted();
}
