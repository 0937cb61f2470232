import { Worker } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

const WORK = `
let sum = 0;
for (let i = 0; i < 150_000_000; i++) sum = (sum + i) % 7;
`;

/**
 * How much the machine's processors do at the same time of what one does alone: 2 where two of them do twice as much.
 * Virtual processors often share a real one, with their neighbours, too.
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
