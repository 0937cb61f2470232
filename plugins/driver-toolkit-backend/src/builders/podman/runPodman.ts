import { ServiceUnavailableError } from '@backstage/errors';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { OnLine } from '../Builder';
import { LineSplitter } from './LineSplitter';
import { stopPodman } from './stopPodman';

/** How a run of podman ended. */
export interface PodmanExit {
  exitCode: number;
  /** The last of what it wrote to standard error, at most 64 KiB. */
  stderr: string;
}

/** One run of the podman command. */
export interface PodmanRun {
  /** Passed as they are: no shell sees them. */
  arguments: readonly string[];
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Lines of standard error and, unless `onOutput` takes it, of standard output. */
  onLine?: OnLine;
  /** Takes standard output as a stream; the run ends when it has. */
  onOutput?: (output: Readable) => Promise<void>;
  /** Milliseconds between asking podman to stop and killing its whole tree. */
  graceMs?: number;
}

const DEFAULT_GRACE_MS = 10_000;
const KEPT_STDERR = 64 * 1024;

/**
 * Runs podman in a process group of its own and waits for its end.
 *
 * @throws ServiceUnavailableError when podman is not installed; the signal's
 * reason when it was stopped by it, whatever its exit code
 */
export async function runPodman(run: PodmanRun): Promise<PodmanExit> {
  run.signal.throwIfAborted();
  const child = spawn('podman', run.arguments, {
    detached: true,
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  const exited = new Promise<number>((resolve, reject) => {
    child.on('error', error => reject(toStartError(error)));
    child.on('close', code => resolve(code ?? -1));
  });
  const lines = (stream: Readable, onLine: OnLine) => {
    const splitter = new LineSplitter(onLine);
    stream.on('data', chunk => splitter.write(chunk));
    stream.on('end', () => splitter.end());
  };
  lines(child.stderr, line => {
    stderr = `${stderr}${line}\n`.slice(-KEPT_STDERR);
    run.onLine?.(line);
  });
  const output = run.onOutput
    ? run.onOutput(child.stdout)
    : lines(child.stdout, line => run.onLine?.(line));

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopPodman(child, run.graceMs ?? DEFAULT_GRACE_MS);
  };
  run.signal.addEventListener('abort', stop);
  try {
    // A reader that gives up must not leave podman blocked on a full pipe.
    const [exitCode] = await Promise.all([
      exited,
      Promise.resolve(output).catch(error => {
        child.stdout.resume();
        throw error;
      }),
    ]);
    run.signal.throwIfAborted();
    return { exitCode, stderr };
  } catch (error) {
    if (child.pid !== undefined) {
      stop();
      await exited;
    }
    throw run.signal.aborted ? run.signal.reason : error;
  } finally {
    run.signal.removeEventListener('abort', stop);
    await stopping;
  }
}

function toStartError(error: NodeJS.ErrnoException): Error {
  return error.code === 'ENOENT'
    ? new ServiceUnavailableError(
        'podman is not installed on this builder. Install it with `apt-get install podman` (Debian, Ubuntu) or `dnf install podman` (Fedora, CentOS, RHEL).',
        error,
      )
    : error;
}
