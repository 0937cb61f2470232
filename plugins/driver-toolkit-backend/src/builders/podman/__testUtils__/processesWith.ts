import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Ids and arguments of every living process that carries a marker. */
export async function processesWith(marker: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args', '-ww']);
  return stdout.split('\n').filter(line => line.includes(marker));
}
