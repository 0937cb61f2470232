import { readFile, readdir } from 'node:fs/promises';

/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {number} group
 * @property {string} started distinguishes processes with the same id
 */

/**
 * The machine's running processes, read from `/proc`; empty without it. Zombies are left out: they have ended, and stay
 * for ever in a container whose first process does not reap them.
 *
 * @returns {Promise<Process[]>}
 */
export async function listProcesses() {
  const names = await readdir('/proc').catch(() => []);
  const processes = await Promise.all(
    names.filter(name => /^\d+$/.test(name)).map(readProcess),
  );
  return processes.filter(found => found !== undefined);
}

/** @param {string} pid */
async function readProcess(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command's name is in parentheses and may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  if (!stat || state === 'Z' || state === 'X') {
    return undefined;
  }
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    started: fields[19],
  };
}

/**
 * The processes that descend from `pid`, nearest first, without `pid` itself.
 *
 * @param {number} pid
 * @param {Process[]} processes
 * @returns {Process[]}
 */
export function descendantsOf(pid, processes) {
  const found = processes.filter(candidate => candidate.parent === pid);
  return found.concat(
    found.flatMap(child => descendantsOf(child.pid, processes)),
  );
}
