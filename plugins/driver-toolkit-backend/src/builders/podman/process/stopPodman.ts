import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { descendantsOf } from '../../../machine/processTree';
import { killAtRest, type StorageCheck } from './killAtRest';
import { runtimesOf } from './runtimesOf';
import { signalProcess } from './signalProcess';

const POLL_MS = 250;
/** Between two looks at whether podman is at rest. */
const REST_POLL_MS = 20;
/** How long a runtime process may take over a signal before it gets another. */
const PATIENCE_MS = 4_000;

/** How a podman process is stopped. */
export interface PodmanStop {
  /** Milliseconds between asking podman to stop and killing its whole tree. */
  graceMs: number;
  /** Of a build on this machine, which is killed where there is nothing. */
  halfWritten?: StorageCheck;
  /**
   * Ends the container that podman runs in the foreground, which ends podman.
   * Called until it does: there may be no container yet.
   */
  endContainer?: () => Promise<void>;
}

/**
 * Stops a podman process for good, a running RUN step included.
 *
 * @remarks
 * No signal to `podman build` stops a running step (podman 4 and 5): its
 * process survives SIGINT, SIGTERM and SIGKILL of podman. What does is a
 * SIGTERM to the `buildah-oci-runtime` that buildah re-executes itself as: it
 * kills the container and cleans up, which a second SIGTERM would cut short.
 * Between steps there is none, and a build is killed where nothing half
 * written stays ({@link killAtRest}). A `podman run` that is signalled while it
 * starts its container dies before it has noted that it runs, and whoever
 * removes that container then leaves its processes: there the container is
 * ended, which waits for its start. Anything else takes a SIGTERM (and may
 * then exit 0, so the exit code says nothing); one that comes while it starts
 * is lost, so that it gets several. The child must lead its own process group.
 */
export async function stopPodman(
  child: ChildProcess,
  { graceMs, halfWritten, endContainer }: PodmanStop,
): Promise<void> {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  // Not the time of day, which jumps.
  const deadline = performance.now() + graceMs;
  const signalled = new Map<number, number>();
  while (isAlive(child) && performance.now() < deadline) {
    const runtimes = runtimesOf(pid);
    for (const runtime of runtimes) {
      const last = signalled.get(runtime) ?? -Infinity;
      if (performance.now() - last >= PATIENCE_MS) {
        signalled.set(runtime, performance.now());
        signalProcess(runtime, 'SIGTERM');
      }
    }
    const betweenSteps = runtimes.length === 0;
    if (endContainer) {
      await endContainer();
    } else if (betweenSteps && halfWritten) {
      await killAtRest(pid, halfWritten);
    } else if (betweenSteps) {
      signalProcess(pid, 'SIGTERM');
    }
    await exitOf(child, betweenSteps && halfWritten ? REST_POLL_MS : POLL_MS);
  }
  if (isAlive(child)) {
    for (const descendant of descendantsOf(pid)) {
      signalProcess(descendant, 'SIGKILL');
    }
    signalProcess(-pid, 'SIGKILL');
  }
}

async function exitOf(child: ChildProcess, timeoutMs: number): Promise<void> {
  const timeout = new AbortController();
  await Promise.race([
    once(child, 'exit', { signal: timeout.signal }).catch(() => {}),
    delay(timeoutMs),
  ]);
  timeout.abort();
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
