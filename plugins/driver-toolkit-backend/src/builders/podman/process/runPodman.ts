import { spawn, type ChildProcess } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import type { OnLines } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { StorageCheck } from './killAtRest';
import { LineSplitter } from './LineSplitter';
import { signalProcess } from './signalProcess';
import { StallWatch } from './StallWatch';
import { stopPodman } from './stopPodman';

/** How a run of podman ended. */
export interface PodmanExit {
  /** -1 if a signal ended it. */
  exitCode: number;
  /** The signal that ended it. */
  signal?: NodeJS.Signals;
  /** The end of its standard error, at most 64 KiB. */
  stderr: string;
}

/** One run of the podman command. */
export interface PodmanRun {
  /** Passed directly, without a shell. */
  arguments: readonly string[];
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /**
   * Gets lines of standard error and, without `onOutput`, of standard output.
   */
  onLines?: OnLines;
  /** Reads standard output as a stream; the run ends after it. */
  onOutput?: (output: Readable) => Promise<void>;
  /** Milliseconds between asking podman to stop and killing its whole tree. */
  graceMs?: number;
  /**
   * Only for a build on this machine: it may be killed if nothing is
   * half-written.
   */
  halfWritten?: StorageCheck;
  /**
   * Only for a run with a container in the foreground: ends that container to
   * stop the run.
   */
  endContainer?: () => Promise<void>;
  /** Gets a sentence when podman stalls. */
  onStall?: (line: string) => void;
  /** Milliseconds after which podman counts as stalled. */
  stallMs?: number;
}

const DEFAULT_GRACE_MS = 10_000;
/** How long podman's last output may take to arrive after its end. */
const DRAIN_MS = 2_000;
const KEPT_STDERR = 64 * 1024;

/**
 * Runs podman in a process group of its own and waits for its end.
 *
 * @throws ServiceUnavailableError if podman is not installed; the signal's
 * reason if the signal stopped it, with any exit code
 */
export async function runPodman(run: PodmanRun): Promise<PodmanExit> {
  run.signal.throwIfAborted();
  const child = spawn('podman', run.arguments, {
    detached: true,
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  const ended = endOf(child, run);
  const watch =
    run.onStall && child.pid !== undefined
      ? new StallWatch(child.pid, run.onStall, run.stallMs)
      : undefined;
  const split = (stream: Readable, onLines: OnLines) => {
    const splitter = new LineSplitter(onLines);
    stream.on('data', chunk => {
      watch?.onOutput();
      splitter.write(chunk);
    });
    stream.on('close', () => splitter.end());
  };
  split(child.stderr, lines => {
    stderr = `${stderr}${lines.join('\n')}\n`.slice(-KEPT_STDERR);
    run.onLines?.(lines);
  });
  const output = run.onOutput
    ? lend(child.stdout, run.onOutput)
    : split(child.stdout, lines => run.onLines?.(lines));

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopPodman(child, {
      graceMs: run.graceMs ?? DEFAULT_GRACE_MS,
      halfWritten: run.halfWritten,
      endContainer: run.endContainer,
    });
  };
  run.signal.addEventListener('abort', stop);
  try {
    const [exit] = await Promise.all([ended, output]);
    run.signal.throwIfAborted();
    return { ...exit, stderr };
  } catch (error) {
    if (child.pid !== undefined) {
      stop();
      await ended;
    }
    throw run.signal.aborted ? run.signal.reason : error;
  } finally {
    watch?.stop();
    run.signal.removeEventListener('abort', stop);
    await stopping;
  }
}

/**
 * Lends the output to a reader that may give up. The stream stays open and
 * keeps flowing: podman would die if it wrote to a closed stream, and block if
 * the stream were full.
 */
async function lend(
  stdout: Readable,
  read: (output: Readable) => Promise<void>,
): Promise<void> {
  const lent = stdout.pipe(new PassThrough());
  stdout.once('close', () => lent.end());
  lent.once('close', () => stdout.resume());
  try {
    await read(lent);
  } finally {
    lent.destroy();
  }
}

/**
 * Resolves when podman has ended and its output has arrived.
 *
 * @remarks A step that outlives podman may keep its output open forever, so the
 * wait has a limit. There is no limit if a reader takes the output of a podman
 * that ended by itself: it may be slow, and must lose nothing.
 */
function endOf(
  child: ChildProcess,
  run: PodmanRun,
): Promise<Omit<PodmanExit, 'stderr'>> {
  return new Promise((resolve, reject) => {
    let draining: NodeJS.Timeout | undefined;
    const drain = () => {
      draining ??= setTimeout(() => {
        signalProcess(-child.pid!, 'SIGKILL');
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
    };
    child.on('error', error => reject(toStartError(error)));
    child.on('exit', (_, signal) => {
      if (signal) {
        signalProcess(-child.pid!, 'SIGKILL');
      }
      if (signal || !run.onOutput || run.signal.aborted) {
        drain();
      } else {
        run.signal.addEventListener('abort', drain);
      }
    });
    child.on('close', (code, signal) => {
      run.signal.removeEventListener('abort', drain);
      clearTimeout(draining);
      resolve({ exitCode: code ?? -1, ...(signal && { signal }) });
    });
  });
}

function toStartError(error: NodeJS.ErrnoException): Error {
  return error.code === 'ENOENT'
    ? new ServiceUnavailableError(
        'podman is not installed on this builder. Install it with `apt-get install podman` (Debian, Ubuntu) or `dnf install podman` (Fedora, CentOS, RHEL).',
        error,
      )
    : error;
}
