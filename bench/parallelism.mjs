import { Worker } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

const WORK = `
let sum = 0;
for (let i = 0; i < 150_000_000; i++) sum = (sum + i) % 7;
`;

/**
 * How much more work the machine's processors do in parallel than one alone: 2 if two processors do twice as much.
 * Virtual processors often share a real one, also with other machines.
 */
export async function parallelism() {
  const count = availableParallelism();
  const alone = await secondsOf(1);
  return (count * alone) / (await secondsOf(count));
}

/** @param {number} count */
async function secondsOf(count) {
  const started = performance.now();
  await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          new Worker(WORK, { eval: true })
            .on('exit', resolve)
            .on('error', reject);
        }),
    ),
  );
  return (performance.now() - started) / 1000;
}
