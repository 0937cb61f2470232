import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs podman in the environment of the test, and returns its output. */
export async function queryLabPodman(args: readonly string[]): Promise<string> {
  // Without `env`, the child gets the real environment: a test's `process.env`
  // is a copy.
  const { stdout } = await run('podman', args, { env: process.env });
  return stdout;
}
