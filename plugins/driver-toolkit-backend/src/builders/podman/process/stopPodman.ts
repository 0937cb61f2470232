import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { descendantsOf } from '../../../machine/processTree';
import { killAtRest, type StorageCheck } from './killAtRest';
import { runtimesOf } from './runtimesOf';
import { signalProcess } from './signalProcess';

const POLL_MS = 250;
/** Interval between checks whether podman is at rest. */
const REST_POLL_MS = 20;
/**
 * How long a runtime process may take to react before it gets another signal.
 */
const PATIENCE_MS = 4_000;

/** How a podman process is stopped. */
export interface PodmanStop {
  /** Milliseconds between asking podman to stop and killing its whole tree. */
  graceMs: number;
  /**
   * Only for a build on this machine: it may be killed if nothing is
   * half-written.
   */
  halfWritten?: StorageCheck;
  /**
   * Ends the container that podman runs in the foreground, which ends podman.
   * Called repeatedly, because the container may not exist yet.
   */
  endContainer?: () => Promise<void>;
}

/**
 * Stops a podman process and its running RUN step.
 *
 * @remarks No signal to `podman build` stops a running step (podman 4 and 5):
 * its process survives SIGINT, SIGTERM and SIGKILL of podman. A SIGTERM to
 * `buildah-oci-runtime`, as which buildah re-executes itself, does stop it: it
 * kills the container and cleans up. A second SIGTERM would interrupt the
 * cleanup. Between steps this process does not exist, and a build is killed
 * when nothing half-written would stay ({@link killAtRest}). A `podman run`
 * that gets a signal while it starts its container dies before it records that
 * the container runs, and removing that container then leaves its processes
 * running. So the container is ended instead, which waits for its start. All
 * other commands get a SIGTERM (and may then exit 0, so the exit code says
 * nothing). A SIGTERM during the start is lost, so they get several. The child
 * must lead its own process group.
 */
export async function stopPodman(
  child: ChildProcess,
  { graceMs, halfWritten, endContainer }: PodmanStop,
): Promise<void> {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  // A monotonic clock, because the time of day may jump.
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
