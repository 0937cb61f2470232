import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/**
 * The argument lists of all processes seen on this machine while `work` runs,
 * each as one text. Format: proc(5), `/proc/pid/cmdline`.
 */
export async function argumentsDuring<T>(
  work: Promise<T>,
): Promise<{ result: T; seen: string[] }> {
  const seen = new Set<string>();
  let isOver = false;
  const ending = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const pid of await readdir('/proc')) {
      if (/^\d+$/.test(pid)) {
        const path = `/proc/${pid}/cmdline`;
        const command = await readFile(path, 'latin1').catch(() => '');
        seen.add(command.replaceAll('\0', ' '));
      }
    }
    await delay(POLL_MS);
  }
  return { result: await ending, seen: [...seen] };
}
