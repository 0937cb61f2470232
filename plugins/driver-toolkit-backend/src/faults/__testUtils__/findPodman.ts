import { readdir, readFile } from 'node:fs/promises';

/**
 * Ids of the podman processes that run a command for a backend.
 *
 * @param temporary - `TMPDIR` of the backend
 */
export async function findPodman(
  command: string,
  temporary: string,
): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir('/proc')) {
    const read = async (file: string) =>
      (await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')).split(
        '\0',
      );
    const [program, first] = await read('cmdline');
    if (
      program === 'podman' &&
      first === command &&
      (await read('environ')).some(entry =>
        entry.startsWith(`TMPDIR=${temporary}/`),
      )
    ) {
      found.push(Number(pid));
    }
  }
  return found;
}
