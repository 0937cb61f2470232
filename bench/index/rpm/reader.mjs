// Reads a kernel source twice in a new process, and prints the time and memory.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { RpmKernelSource } from '../../../plugins/driver-toolkit-node/src/sources/rpm/RpmKernelSource.ts';

/** @typedef {{ read: (options: any) => Promise<{ kernels: unknown[] }> }} KernelSource */

const [url] = process.argv.slice(2);

// No top-level await, because this is bundled to CommonJS like a built backend.
measure(
  new RpmKernelSource({
    id: 'bench',
    type: 'rpm',
    title: 'Bench',
    repositories: [{ url, optional: false }],
    architectures: ['x86_64'],
    schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
  }),
);

/** @param {KernelSource} source */
async function measure(source) {
  const memoryBefore = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const first = await read(source);
  delay.disable();
  const peak = peakMemory();
  const unchanged = await read(source);
  process.stdout.write(
    JSON.stringify({
      kernels: first.kernels,
      seconds: first.seconds,
      unchangedSeconds: unchanged.seconds,
      memoryGrowth: peak - memoryBefore,
      longestGap: delay.max / 1e6,
    }),
  );
}

/**
 * Bytes. The kernel records the peak, which sampling would miss. getrusage(2) does not help: its peak includes the
 * process that started this one (execve(2) keeps it).
 */
function peakMemory() {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** @param {KernelSource} source */
async function read(source) {
  const started = performance.now();
  const { kernels } = await source.read({
    signal: AbortSignal.timeout(60_000),
    logger: { debug() {} },
  });
  return {
    kernels: kernels.length,
    seconds: (performance.now() - started) / 1000,
  };
}
