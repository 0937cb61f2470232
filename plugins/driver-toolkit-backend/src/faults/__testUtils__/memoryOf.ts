import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Resident memory of a process, in bytes. Format: proc(5), `/proc/pid/status`.
 */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}

/** A process's peak of resident memory until `work` ends, in bytes. */
export async function mostMemoryOf<T>(
  pid: number,
  work: Promise<T>,
): Promise<{ result: T; most: number }> {
  let most = 0;
  let isOver = false;
  const ending = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    most = Math.max(most, await memoryOf(pid));
    await delay(POLL_MS);
  }
  return { result: await ending, most };
}
