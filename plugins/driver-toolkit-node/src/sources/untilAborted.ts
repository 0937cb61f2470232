/**
 * Waits for a shared promise: an abort ends only this wait.
 *
 * @throws the signal's reason if it aborts first
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
