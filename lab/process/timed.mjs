const heartbeatMs = 10_000;

/**
 * Reports a long step: its start, its progress every ten seconds, and its end.
 *
 * @template T
 * @param {(message: string) => void} onProgress
 * @param {string} step
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function timed(onProgress, step, action) {
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
  onProgress(`${step} …`);
  const heartbeat = setInterval(
    () => onProgress(`${step} … ${seconds()} s`),
    heartbeatMs,
  );
  try {
    const result = await action();
    onProgress(`${step}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
