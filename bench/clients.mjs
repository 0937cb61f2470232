import { performance } from 'node:perf_hooks';

/**
 * Sends requests from several clients at once. Each client sends its next request when it has the
 * answer to the last.
 *
 * @param {{ clients: number, requests: number, send: (n: number) => Promise<unknown> }} options
 * `requests` over all clients; `send` gets the number of the request
 * @returns {Promise<{ p50: number, p95: number, perSecond: number }>} milliseconds
 */
export async function measureClients({ clients, requests, send }) {
  /** @type {number[]} */
  const times = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < requests) {
        const n = next++;
        const begun = performance.now();
        await send(n);
        times.push(performance.now() - begun);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const quantile = (/** @type {number} */ share) =>
    times[Math.floor(times.length * share)];
  return {
    p50: quantile(0.5),
    p95: quantile(0.95),
    perSecond: requests / seconds,
  };
}
