import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../run';

/** Runs the command in this process. */
export async function runHere(
  args: string[],
  options: {
    env?: Record<string, string>;
    signal?: AbortSignal;
  } = {},
) {
  const { env = {}, signal = new AbortController().signal } = options;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const exitCode = await run(args, { stdout, stderr, env, signal });
  stdout.end();
  stderr.end();
  return {
    exitCode,
    stdout: await text(stdout),
    stderr: await text(stderr),
  };
}
