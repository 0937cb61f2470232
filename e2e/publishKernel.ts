import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLab } from './readLab';

const run = promisify(execFile);

/** Publishes a new kernel on the lab's mirror. */
export async function publishKernel(kernel: string): Promise<void> {
  const { home } = await readLab();
  const cli = join(__dirname, '../lab/cli.mjs');
  await run(process.execPath, [cli, 'kernel', 'add', kernel], {
    env: { ...process.env, DRIVER_TOOLKIT_LAB_HOME: home },
  });
}
