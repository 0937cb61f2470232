import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

// Synchronous, because reads of /proc never wait for a disk and their results
// are soon outdated. Synchronous reads take a few milliseconds in all,
// asynchronous ones ten times as long.

/** A process as `/proc` shows it. */
interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
}

/**
 * When a process started, in ticks since boot. Start time and id together
 * identify a process forever; the system reuses ids alone.
 *
 * @returns undefined if the process or `/proc` does not exist
 */
export function startTimeOf(pid: number): string | undefined {
  return readStat(pid)?.[19];
}

/**
 * All living descendants of a process, parents before children.
 *
 * @remarks Empty without `/proc`, for example on macOS, where podman's
 * processes run in a virtual machine anyway.
 */
export function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of listProcesses()) {
    const siblings = children.get(parent) ?? [];
    siblings.push(pid);
    children.set(parent, siblings);
  }
  const found: number[] = [];
  const pending = [root];
  for (let pid = pending.shift(); pid !== undefined; pid = pending.shift()) {
    const next = children.get(pid) ?? [];
    found.push(...next);
    pending.push(...next);
  }
  return found;
}

/** All living processes of a group. */
export function membersOf(group: number): number[] {
  return listProcesses()
    .filter(entry => entry.group === group)
    .map(({ pid }) => pid);
}

/**
 * Leaders of process groups whose environment has a variable with this value.
 */
export function leadersWith(
  variable: string,
  isSo: (value: string) => boolean,
): number[] {
  const prefix = `${variable}=`;
  return listProcesses()
    .filter(({ pid, group }) => pid === group)
    .map(({ pid }) => pid)
    .filter(pid =>
      readText(`/proc/${pid}/environ`)
        .split('\0')
        .some(
          entry => entry.startsWith(prefix) && isSo(entry.slice(prefix.length)),
        ),
    );
}

/**
 * Whether SIGSTOP has reached all threads of a process, or the process has
 * ended.
 */
export function isStopped(pid: number): boolean {
  return list(`/proc/${pid}/task`)
    .map(thread => readStat(`${pid}/task/${thread}`))
    .every(stat => !stat || 'TtZX'.includes(stat[0]));
}

/** A lock of fcntl(2) that a process holds or waits for. */
export interface ProcessLock {
  /** The same for the holder of a lock and for those who wait for it. */
  id: string;
  process: number;
  isWrite: boolean;
  isWaited: boolean;
}

/**
 * All locks of fcntl(2) on this machine.
 *
 * @remarks Format: proc(5), `/proc/locks`. An arrow marks a process that waits
 * for a lock.
 */
export function listLocks(): ProcessLock[] {
  return [
    ...readText('/proc/locks').matchAll(
      /^(\d+): (-> )?POSIX +\S+ +(\S+) +(\d+) /gm,
    ),
  ].map(([, id, arrow, kind, process]) => ({
    id,
    process: Number(process),
    isWrite: kind === 'WRITE',
    isWaited: arrow !== undefined,
  }));
}

/** Processes that hold a lock of fcntl(2) for writing. */
export function writeLockHolders(): number[] {
  return listLocks()
    .filter(({ isWrite, isWaited }) => isWrite && !isWaited)
    .map(({ process }) => process);
}

/**
 * Processor time of a process so far, in ticks of proc(5); 0 if it has ended.
 */
export function cpuTicksOf(pid: number): number {
  const stat = readStat(pid);
  return stat ? Number(stat[11]) + Number(stat[12]) : 0;
}

/** The command line of a process; empty if it has ended. */
export function commandLineOf(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** Living processes that were started from programs of these names. */
export function processesOf(programs: readonly string[]): number[] {
  return listProcesses()
    .map(({ pid }) => pid)
    .filter(pid => programs.includes(basename(commandOf(pid))));
}

/** The first argument of a process; empty if it has ended. */
export function commandOf(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).split('\0')[0];
}

/** All processes that have not ended. */
function listProcesses(): ProcessEntry[] {
  return list('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const stat = readStat(name);
      return stat && stat[0] !== 'Z'
        ? {
            pid: Number(name),
            parent: Number(stat[1]),
            group: Number(stat[2]),
          }
        : [];
    });
}

/**
 * Fields of proc(5)'s stat from the third on; undefined if the process has
 * ended.
 */
function readStat(pid: number | string): string[] | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The command name is in parentheses and may contain parentheses itself.
  return stat ? stat.slice(stat.lastIndexOf(')') + 2).split(' ') : undefined;
}

/** Empty if the process has ended. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty if the process has ended or belongs to another user. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
