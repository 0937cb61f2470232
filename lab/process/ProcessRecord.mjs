import { readFileSync } from 'node:fs';

/**
 * A process, as stored on disk. The kernel reuses process ids; an id together with the start time
 * identifies one process.
 *
 * @typedef {{ pid: number, startTime: string }} ProcessRecord
 */

/**
 * @param {number} pid
 * @returns {ProcessRecord | undefined} undefined if there is no such process, or only its zombie
 */
export function recordProcess(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command's name, in parentheses, may contain anything, so fields are counted after it.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(state) ? undefined : { pid, startTime: rest[18] };
}

/**
 * @param {ProcessRecord | undefined} record
 * @returns {boolean} whether exactly this process is alive
 */
export function isAlive(record) {
  return (
    record !== undefined &&
    recordProcess(record.pid)?.startTime === record.startTime
  );
}
