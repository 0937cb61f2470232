import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { commandOf, descendantsOf } from './processTree';

const POLL_MS = 250;

/**
 * Stops a podman process for good, a running RUN step included.
 *
 * @remarks
 * No signal to `podman build` stops a running step (podman 4 and 5): its
 * process survives SIGINT, SIGTERM and SIGKILL of podman. What does is a
 * SIGTERM to the `buildah-oci-runtime` that buildah re-executes itself as: it
 * kills the container and cleans up. Between steps there is none, and podman
 * itself takes the SIGTERM (and then exits 0, so the exit code says nothing).
 * The child must lead its own process group.
 */
export async function stopPodman(
  child: ChildProcess,
  graceMs: number,
): Promise<void> {
  const { pid } = child;
  if (pid === undefined) {
    return;
  }
  const deadline = Date.now() + graceMs;
  while (isAlive(child) && Date.now() < deadline) {
    const tree = await descendantsOf(pid);
    const commands = await Promise.all(tree.map(commandOf));
    const runtimes = tree.filter(
      (_, i) => commands[i] === 'buildah-oci-runtime',
    );
    for (const target of runtimes.length > 0 ? runtimes : [pid]) {
      kill(target, 'SIGTERM');
    }
    const timeout = new AbortController();
    await Promise.race([
      once(child, 'exit', { signal: timeout.signal }).catch(() => {}),
      delay(POLL_MS),
    ]);
    timeout.abort();
  }
  if (isAlive(child)) {
    for (const descendant of await descendantsOf(pid)) {
      kill(descendant, 'SIGKILL');
    }
    kill(-pid, 'SIGKILL');
  }
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
