import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs podman, for what it prints, in the environment of the test. */
export async function queryLabPodman(args: readonly string[]): Promise<string> {
  // Without it the real environment is taken: a test's `process.env` is its own.
  const { stdout } = await run('podman', args, { env: process.env });
  return stdout;
}
