import { readdir, readFile } from 'node:fs/promises';

/** A process as `/proc` shows it. */
export interface ProcessEntry {
  pid: number;
  parent: number;
}

async function readEntry(pid: number): Promise<ProcessEntry | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The command name is in parentheses and may itself contain some.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]) };
  } catch {
    return undefined; // gone meanwhile
  }
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
