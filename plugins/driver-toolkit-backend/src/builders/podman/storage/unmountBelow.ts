import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Removes the permanent mounts of a storage that podman makes as root.
 *
 * @param folder - contains the storage
 */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  const points = mounts
    .split('\n')
    .map(line => line.split(' ')[4] ?? '')
    .filter(point => point.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
  for (const point of points) {
    await run('umount', [point]);
  }
}
