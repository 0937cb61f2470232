import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readLab } from './readLab';

const run = promisify(execFile);

/** Runs podman on the lab's storage, and returns its output byte for byte. */
export async function labPodman(...args: string[]): Promise<string> {
  const { env } = await readLab();
  const { stdout } = await run('podman', args, {
    env: { ...process.env, ...env },
    encoding: 'latin1',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
