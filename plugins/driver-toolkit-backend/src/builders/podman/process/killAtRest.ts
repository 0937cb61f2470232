import { setTimeout as delay } from 'node:timers/promises';
import {
  commandOf,
  descendantsOf,
  isStopped,
  membersOf,
  writeLockHolders,
} from '../../../machine/processTree';
import { RUNTIME_COMMAND } from './runtimesOf';
import { signalProcess } from './signalProcess';

/** How long all threads may take to stop; one that writes to a disk needs a while. */
const FREEZE_MS = 200;

/** Tells whether podman has begun to write something to its storage and not finished. */
export interface StorageCheck {
  any(): Promise<boolean>;
}

/**
 * Kills a process group of podman if nothing half written would stay in its
 * storage; otherwise lets it go on.
 *
 * @remarks
 * podman exits wherever a SIGTERM finds it, and clears nothing away. So its
 * group is frozen, looked at, and killed without ever running again, or let go.
 * It is at rest when
 * - no RUN step runs, nor is one about to;
 * - it holds no lock for writing: a container and its layer are stored under
 *   one, and removed under one;
 * - nothing else is half written; others' writes only put it off.
 *
 * @returns whether it was killed
 */
export async function killAtRest(
  group: number,
  halfWritten: StorageCheck,
): Promise<boolean> {
  signalProcess(-group, 'SIGSTOP');
  let killed = false;
  try {
    if (
      (await isFrozen(group)) &&
      !runsStep(group) &&
      !holdsWriteLock(group) &&
      !(await halfWritten.any())
    ) {
      signalProcess(-group, 'SIGKILL');
      killed = true;
    }
  } finally {
    if (!killed) {
      signalProcess(-group, 'SIGCONT');
    }
  }
  return killed;
}

async function isFrozen(group: number): Promise<boolean> {
  const deadline = performance.now() + FREEZE_MS;
  while (!membersOf(group).every(isStopped)) {
    if (performance.now() > deadline) {
      return false;
    }
    await delay(1);
  }
  return true;
}

function runsStep(group: number): boolean {
  return descendantsOf(group)
    .map(commandOf)
    .some(
      // A process has no command for the moment in which it becomes another.
      command => !command || command === RUNTIME_COMMAND,
    );
}

/** containers/storage locks its files by fcntl(2). */
function holdsWriteLock(group: number): boolean {
  const members = membersOf(group);
  return writeLockHolders().some(pid => members.includes(pid));
}
