import { readdir, readFile } from 'node:fs/promises';

/**
 * Id and arguments of all living processes with a marker in their arguments.
 */
export async function processesWith(marker: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async pid => {
      // The file disappears when the process ends.
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(
        () => '',
      );
      return `${pid} ${command.replaceAll('\0', ' ').trim()}`;
    }),
  );
  return lines.filter(line => line.includes(marker));
}
