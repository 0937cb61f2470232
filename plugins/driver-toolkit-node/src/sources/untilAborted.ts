/**
 * Waits for something that others wait for too: an abort ends the wait alone.
 *
 * @throws the signal's reason where that aborts first
 */
export async function untilAborted<T>(
  result: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    result
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', end));
    if (signal.aborted) {
      end();
    }
  });
}
