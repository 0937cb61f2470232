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

/**
 * How long all threads may take to stop; a thread that writes to a disk needs a
 * while.
 */
const FREEZE_MS = 200;

/** Tells whether podman has unfinished writes in its storage. */
export interface StorageCheck {
  any(): Promise<boolean>;
}

/**
 * Kills a process group of podman if nothing half-written would stay in its
 * storage; otherwise lets it continue.
 *
 * @remarks podman exits at any point when it gets a SIGTERM, and does not clean up. So its group is
 * frozen and checked, then either killed without running again or continued. It is at rest if
 * - no RUN step runs or is about to run;
 * - it holds no lock for writing: podman stores and removes a container and its
 *   layer under such a lock;
 * - nothing else is half-written; writes of other processes only delay the kill.
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
      // A process has no command for a moment while it executes another
      // program.
      command => !command || command === RUNTIME_COMMAND,
    );
}

/** containers/storage locks its files with fcntl(2). */
function holdsWriteLock(group: number): boolean {
  const members = membersOf(group);
  return writeLockHolders().some(pid => members.includes(pid));
}
