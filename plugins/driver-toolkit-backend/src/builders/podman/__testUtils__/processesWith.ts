import { readdir, readFile } from 'node:fs/promises';

/** Id and arguments of every living process that carries a marker. */
export async function processesWith(marker: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async pid => {
      // Of one that has ended, nothing is there.
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(
        () => '',
      );
      return `${pid} ${command.replaceAll('\0', ' ').trim()}`;
    }),
  );
  return lines.filter(line => line.includes(marker));
}
