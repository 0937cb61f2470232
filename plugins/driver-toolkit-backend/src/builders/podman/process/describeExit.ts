import type { PodmanExit } from './runPodman';

/** A description of how podman ended. */
export function describeExit({
  exitCode,
  signal,
}: Pick<PodmanExit, 'exitCode' | 'signal'>): string {
  switch (signal) {
    case undefined:
      return `exit code ${exitCode}`;
    case 'SIGKILL':
      return 'podman was killed by SIGKILL, which the kernel does when memory runs out';
    default:
      return `podman was killed by ${signal}`;
  }
}
