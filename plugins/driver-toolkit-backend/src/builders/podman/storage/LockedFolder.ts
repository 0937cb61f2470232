import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { HostLock, type LockOptions } from './HostLock';

const LOCKS = 'locks';

/**
 * A folder with a lock that says who uses it: shared by its users, exclusive
 * for who removes what is in it. Of its users, one at a time makes it.
 *
 * @remarks
 * The lock is a file beside the folder that is never removed: otherwise two
 * could lock two files of one name.
 */
export class LockedFolder {
  readonly path: string;
  readonly #lock: string;

  /** @param names - lead from `root` to the folder */
  constructor(root: string, ...names: string[]) {
    this.path = join(root, ...names);
    this.#lock = join(root, LOCKS, names.join('-'));
  }

  /** Makes the folder where it is not there, waits for the lock, and notes the use. */
  async lock(options: LockOptions): Promise<HostLock> {
    await mkdir(join(this.#lock, '..'), { recursive: true, mode: 0o700 });
    const lock = await HostLock.acquire(this.#lock, options);
    try {
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      const now = new Date();
      await utimes(this.#lock, now, now);
      return lock;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Waits until nobody else makes what is in it; to be called by its users. A
   * lock of its own, as users may go on for long.
   */
  async lockToMake(signal: AbortSignal): Promise<HostLock> {
    return HostLock.acquire(`${this.#lock}.make`, {
      mode: 'exclusive',
      signal,
    });
  }

  /**
   * Does something while nobody uses the folder.
   *
   * @returns whether it was done: not where somebody uses it
   */
  async ifUnused(run: () => Promise<void>): Promise<boolean> {
    await mkdir(join(this.#lock, '..'), { recursive: true, mode: 0o700 });
    const lock = await HostLock.tryAcquire(this.#lock, { mode: 'exclusive' });
    try {
      await (lock && run());
    } finally {
      await lock?.release();
    }
    return lock !== undefined;
  }

  /** When it was last used, in milliseconds since 1970. */
  async lastUse(): Promise<number> {
    return stat(this.#lock).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  }

  /** To be called with the exclusive lock. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
