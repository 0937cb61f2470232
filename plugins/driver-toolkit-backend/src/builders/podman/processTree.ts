import { readdir, readFile } from 'node:fs/promises';

/** A process as `/proc` shows it. */
export interface ProcessEntry {
  pid: number;
  parent: number;
}

/** Fields of proc(5)'s stat from the third on; undefined when the process is gone. */
async function readStat(pid: number): Promise<string[] | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The command name is in parentheses and may itself contain some.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

async function readEntry(pid: number): Promise<ProcessEntry | undefined> {
  const fields = await readStat(pid);
  return fields && { pid, parent: Number(fields[1]) };
}

/**
 * When a process started, in ticks since boot. Together with its id it names
 * one process for good, as ids alone are used again.
 *
 * @returns undefined when there is no such process, or no `/proc`
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  return (await readStat(pid))?.[19];
}

/**
 * Every living descendant of a process, parents before children.
 *
 * @remarks
 * Empty where there is no `/proc`, such as macOS, where podman's processes run
 * in a virtual machine anyway.
 */
export async function descendantsOf(root: number): Promise<number[]> {
  const names = await readdir('/proc').catch(() => [] as string[]);
  const pids = names.filter(name => /^\d+$/.test(name)).map(Number);
  const children = new Map<number, number[]>();
  for (const entry of await Promise.all(pids.map(readEntry))) {
    if (entry) {
      const siblings = children.get(entry.parent) ?? [];
      siblings.push(entry.pid);
      children.set(entry.parent, siblings);
    }
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

/** The first argument a process was started with; empty when it is gone. */
export async function commandOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  return line.split('\0')[0];
}
