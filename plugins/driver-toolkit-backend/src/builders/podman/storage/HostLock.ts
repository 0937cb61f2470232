import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { ServiceUnavailableError } from '@backstage/errors';

/** How a lock is taken. */
export interface LockOptions {
  /** Any number may hold it shared, or one exclusively. */
  mode: 'shared' | 'exclusive';
  /** Ends the wait for others who hold it. */
  signal?: AbortSignal;
}

/**
 * A lock between processes of one machine, in whatever containers they run.
 *
 * @remarks
 * Held by a child, `flock(1)` of util-linux, whose standard input is a pipe from
 * this process: the lock ends with whoever took it, also when that is killed.
 */
export class HostLock {
  readonly #holder: ChildProcess;
  readonly #ended: Promise<unknown>;

  /**
   * Waits until the lock is free.
   *
   * @param file - is made if it is not there
   * @throws the signal's reason; ServiceUnavailableError where locks don't work
   */
  static async acquire(file: string, options: LockOptions): Promise<HostLock> {
    const holder = await hold(file, options, []);
    if (!holder) {
      options.signal?.throwIfAborted();
      throw new ServiceUnavailableError(`${file} cannot be locked.`);
    }
    return new HostLock(holder);
  }

  /** Takes the lock if it is free at this moment. */
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
    // A process that has nothing else to do ends, and its locks with it.
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

/** Starts a holder; undefined when it ended without the lock. */
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
      // In a group of its own: a Ctrl-C in a terminal is not for it.
      detached: true,
      env: { PATH: process.env.PATH },
    },
  );
  // It may be gone, which its end tells.
  child.stdin.on('error', () => {});
  const stop = () => child.kill();
  signal?.addEventListener('abort', stop);
  try {
    // What comes back has passed through `cat`, which runs with the lock.
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
