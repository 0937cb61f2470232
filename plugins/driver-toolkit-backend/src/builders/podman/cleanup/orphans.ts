import { setTimeout as delay } from 'node:timers/promises';
import { leadersWith, membersOf } from '../../../machine/processTree';
import type { LocalPodman } from '../localPodman';
import { killAtRest } from '../process/killAtRest';
import { runtimesOf } from '../process/runtimesOf';
import { signalProcess } from '../process/signalProcess';
import { HalfWritten } from './HalfWritten';

const POLL_MS = 20;
const GRACE_MS = 10_000;

/**
 * Continues the podman processes of a dead backend: one that it had just frozen
 * may hold a lock that all other podmans wait for.
 */
export function continueOrphans(workDirectory: string): void {
  for (const group of orphansOf(workDirectory)) {
    signalProcess(-group, 'SIGCONT');
  }
}

/**
 * Stops the podman processes of a dead backend, and their steps.
 *
 * @param storages - the storages that they may have written to; undefined if
 * none is on this machine
 */
export async function stopOrphans(
  workDirectory: string,
  storages: readonly LocalPodman[] | undefined,
): Promise<void> {
  const halfWritten = storages && halfWrittenIn(storages);
  for (const group of orphansOf(workDirectory)) {
    const deadline = performance.now() + GRACE_MS;
    for (const runtime of runtimesOf(group)) {
      signalProcess(runtime, 'SIGTERM');
    }
    while (membersOf(group).length > 0 && performance.now() < deadline) {
      if (halfWritten) {
        await killAtRest(group, halfWritten);
      } else {
        signalProcess(-group, 'SIGTERM');
      }
      await delay(POLL_MS);
    }
    if (membersOf(group).length > 0) {
      signalProcess(-group, 'SIGKILL');
    }
  }
}

function halfWrittenIn(
  storages: readonly LocalPodman[],
): Pick<HalfWritten, 'any'> {
  const each = storages.map(storage => new HalfWritten(storage));
  return {
    any: async () =>
      (await Promise.all(each.map(one => one.any()))).includes(true),
  };
}

/** Each leads a process group; its environment names the work directory. */
function orphansOf(workDirectory: string): number[] {
  return leadersWith('TMPDIR', value =>
    `${value}/`.startsWith(`${workDirectory}/`),
  );
}
