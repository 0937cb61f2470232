import { execFile } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ForwardedError } from '@backstage/errors';

const MAX_OUTPUT_BYTES = 64 * 1024;
const KEPT_TEXT = 4_096;

/** A program that could not be started, failed or took too long. */
export class ProgramError extends ForwardedError {
  /** Whether this machine does not have it. */
  readonly isMissing: boolean;
  /** The end of its error output. */
  readonly stderr: string;

  constructor(
    program: string,
    cause: Error & { code?: unknown; killed?: boolean; stderr?: Buffer },
  ) {
    const isMissing = cause.code === 'ENOENT';
    super(`${program} ${describe(cause, isMissing)}`, cause);
    this.isMissing = isMissing;
    this.stderr = cause.stderr?.subarray(-KEPT_TEXT).toString() ?? '';
  }
}

function describe({ killed }: { killed?: boolean }, isMissing: boolean) {
  if (isMissing) {
    return 'is not installed on this machine';
  }
  return killed ? 'did not end in time' : 'failed';
}

/**
 * Runs a trusted program of this machine, without a shell.
 *
 * @returns its output, at most 64 KiB
 * @throws ProgramError; the signal's reason
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: {
    signal?: AbortSignal;
    /** Milliseconds. */
    timeout: number;
    input?: AsyncIterable<Buffer>;
    /** In addition to that of the backend. */
    environment?: NodeJS.ProcessEnv;
  },
): Promise<Buffer> {
  const { signal, timeout, input = Readable.from([]), environment } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        encoding: 'buffer',
        env: { ...process.env, ...environment },
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        signal,
        timeout,
      },
      (error, stdout, stderr) => {
        if (!error) {
          resolve(stdout);
        } else if (signal?.aborted) {
          reject(signal.reason);
        } else {
          reject(new ProgramError(program, Object.assign(error, { stderr })));
        }
      },
    );
    // A program that ends before its input also has an exit code.
    pipeline(Readable.from(input), child.stdin!).catch(error => {
      if (error.code !== 'EPIPE') {
        child.kill('SIGKILL');
      }
    });
  });
}
