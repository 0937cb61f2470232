import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

// Reads of /proc never wait for a disk, and what they tell is soon untrue: all
// at once takes a few milliseconds, one after the other ten times as long.

/** A process as `/proc` shows it. */
interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
}

/**
 * When a process started, in ticks since boot. Together with its id it names
 * one process for good, as ids alone are used again.
 *
 * @returns undefined when there is no such process, or no `/proc`
 */
export function startTimeOf(pid: number): string | undefined {
  return readStat(pid)?.[19];
}

/**
 * Every living descendant of a process, parents before children.
 *
 * @remarks
 * Empty where there is no `/proc`, such as macOS, where podman's processes run
 * in a virtual machine anyway.
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

/** Every living process of a group. */
export function membersOf(group: number): number[] {
  return listProcesses()
    .filter(entry => entry.group === group)
    .map(({ pid }) => pid);
}

/** Leaders of process groups in whose environment a variable is so. */
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

/** Whether SIGSTOP has reached every thread of a process, or it has ended. */
export function isStopped(pid: number): boolean {
  return list(`/proc/${pid}/task`)
    .map(thread => readStat(`${pid}/task/${thread}`))
    .every(stat => !stat || 'TtZX'.includes(stat[0]));
}

/** A lock of fcntl(2) that a process holds or waits for. */
export interface ProcessLock {
  /** The same for those who wait for a lock and the one who holds it. */
  id: string;
  process: number;
  isWrite: boolean;
  isWaited: boolean;
}

/**
 * All locks of fcntl(2) on this machine.
 *
 * @remarks
 * Format: proc(5), `/proc/locks`. One that waits for a lock has an arrow in
 * front.
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

/** Processor time that a process has taken so far, in ticks of proc(5); 0 when it is gone. */
export function cpuTicksOf(pid: number): number {
  const stat = readStat(pid);
  return stat ? Number(stat[11]) + Number(stat[12]) : 0;
}

/** What a process was started with; empty when it is gone. */
export function commandLineOf(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** Living processes that were started from programs of these names. */
export function processesOf(programs: readonly string[]): number[] {
  return listProcesses()
    .map(({ pid }) => pid)
    .filter(pid => programs.includes(basename(commandOf(pid))));
}

/** The first argument a process was started with; empty when it is gone. */
export function commandOf(pid: number): string {
  return readText(`/proc/${pid}/cmdline`).split('\0')[0];
}

/** All that have not ended. */
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

/** Fields of proc(5)'s stat from the third on; undefined when the process is gone. */
function readStat(pid: number | string): string[] | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The command name is in parentheses and may itself contain some.
  return stat ? stat.slice(stat.lastIndexOf(')') + 2).split(' ') : undefined;
}

/** Empty when it is gone. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty when it is gone, or another user's. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
