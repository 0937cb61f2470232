import { readFile } from 'node:fs/promises';
import { runProgram } from './runProgram';

const UMOUNT_TIMEOUT_MS = 30_000;

/**
 * Detaches everything that is mounted below a folder, even if it is in use.
 *
 * @remarks Format: proc(5), `/proc/pid/mountinfo`; the fifth field is the mount
 * point, with some characters in octal.
 *
 * @param folder - an absolute path without links
 */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  const points = mounts
    .split('\n')
    .map(line => decode(line.split(' ')[4] ?? ''))
    .filter(point => point.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);
  for (const point of points) {
    await runProgram('umount', ['--lazy', '--', point], {
      timeout: UMOUNT_TIMEOUT_MS,
    });
  }
}

function decode(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(parseInt(octal, 8)),
  );
}
