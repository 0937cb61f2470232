// Reads a kernel source twice in a process that has done nothing else, and prints what that took.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { RpmKernelSource } from '../../../plugins/driver-toolkit-node/src/sources/rpm/RpmKernelSource.ts';

const [url] = process.argv.slice(2);

// Bundled to CommonJS, as a built backend is, it has no await up here.
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

async function measure(source) {
  const memoryBefore = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const first = await read(source);
  delay.disable();
  // The kernel remembers the peak, which no sampling would meet.
  const peak = process.resourceUsage().maxRSS * 1024;
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
