import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { commandOf, descendantsOf } from './processTree';

const POLL_MS = 250;
/** How long a runtime process may take over a signal before it gets another. */
const PATIENCE_MS = 4_000;

/**
 * Stops a podman process for good, a running RUN step included.
 *
 * @remarks
 * No signal to `podman build` stops a running step (podman 4 and 5): its
 * process survives SIGINT, SIGTERM and SIGKILL of podman. What does is a
 * SIGTERM to the `buildah-oci-runtime` that buildah re-executes itself as: it
 * kills the container and cleans up, which a second SIGTERM would cut short.
 * Between steps there is none, and podman itself takes the SIGTERM (and then
 * exits 0, so the exit code says nothing); one that comes while it starts is
 * lost, so that it gets several. The child must lead its own process group.
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
  const signalled = new Map<number, number>();
  while (isAlive(child) && Date.now() < deadline) {
    const tree = await descendantsOf(pid);
    const commands = await Promise.all(tree.map(commandOf));
    const runtimes = tree.filter(
      (_, i) => commands[i] === 'buildah-oci-runtime',
    );
    for (const runtime of runtimes) {
      if (Date.now() - (signalled.get(runtime) ?? 0) >= PATIENCE_MS) {
        signalled.set(runtime, Date.now());
        kill(runtime, 'SIGTERM');
      }
    }
    if (runtimes.length === 0) {
      kill(pid, 'SIGTERM');
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
    killGroup(pid);
  }
}

/** Kills what is left of a process group, whether or not its leader lives. */
export function killGroup(leader: number): void {
  kill(-leader, 'SIGKILL');
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
