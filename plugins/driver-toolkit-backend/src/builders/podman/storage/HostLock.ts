import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ServiceUnavailableError } from '@backstage/errors';

/** How to take a lock. */
export interface LockOptions {
  /** Any number may hold it shared, or one exclusively. */
  mode: 'shared' | 'exclusive';
  /** Ends the wait for other holders. */
  signal?: AbortSignal;
}

/**
 * A lock between processes of one machine, even across containers.
 *
 * @remarks A child process holds it: `flock(1)` of util-linux, whose standard
 * input is a pipe from this process. So the lock ends with this process, even
 * if it is killed.
 */
export class HostLock {
  readonly #holder: ChildProcess;
  readonly #ended: Promise<unknown>;

  /**
   * Waits until the lock is free.
   *
   * @param file - is created if it does not exist
   * @throws the signal's reason; ServiceUnavailableError if locks don't work
   */
  static async acquire(file: string, options: LockOptions): Promise<HostLock> {
    const holder = await hold(file, options, []);
    if (!holder) {
      options.signal?.throwIfAborted();
      throw new ServiceUnavailableError(`${file} cannot be locked.`);
    }
    return new HostLock(holder);
  }

  /** Takes the lock if it is free now. */
  static async tryAcquire(
    file: string,
    options: LockOptions,
  ): Promise<HostLock | undefined> {
    const holder = await hold(file, options, ['-n']);
    return holder && new HostLock(holder);
  }

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.#ended = once(holder, 'close');
    // Locks do not keep a process alive that has nothing else to do.
    holder.unref();
    for (const stream of [holder.stdin, holder.stdout]) {
      (stream as Socket).unref();
    }
  }

  async release(): Promise<void> {
    this.#holder.ref();
    this.#holder.stdin!.end();
    await this.#ended;
  }
}

/** Starts a holder; undefined if it ended without the lock. */
async function hold(
  file: string,
  { mode, signal }: LockOptions,
  more: string[],
): Promise<ChildProcess | undefined> {
  signal?.throwIfAborted();
  const child = spawn(
    'flock',
    [mode === 'shared' ? '-s' : '-x', ...more, file, 'cat'],
    {
      stdio: ['pipe', 'pipe', 'ignore'],
      // In a process group of its own, so that Ctrl-C in a terminal does not
      // reach it.
      detached: true,
      env: { PATH: process.env.PATH },
    },
  );
  // The child may be gone, which its exit event reports.
  child.stdin.on('error', () => {});
  const stop = () => child.kill();
  signal?.addEventListener('abort', stop);
  try {
    // The answer comes from `cat`, which runs only with the lock.
    child.stdin.write('held\n');
    const isHeld = await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      child.stdout.once('data', () => resolve(true));
      child.once('close', () => resolve(false));
    });
    if (isHeld && signal?.aborted) {
      child.stdin.end();
    }
    signal?.throwIfAborted();
    return isHeld ? child : undefined;
  } catch (error) {
    if (signal?.aborted) {
      throw signal.reason;
    }
    throw new ServiceUnavailableError(
      'flock, of util-linux, cannot be started on this builder. Install it with `apt-get install util-linux` (Debian, Ubuntu) or `dnf install util-linux` (Fedora, CentOS, RHEL).',
      error,
    );
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
