import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { HostLock, type LockOptions } from './HostLock';

const LOCKS = 'locks';

/**
 * A folder with a lock: users share it, and removal needs it exclusively. Only
 * one user at a time creates the content.
 *
 * @remarks The lock is a file next to the folder, and is never removed:
 * otherwise two processes could lock two different files of the same name.
 */
export class LockedFolder {
  readonly path: string;
  readonly #lock: string;

  /** @param names - lead from `root` to the folder */
  constructor(root: string, ...names: string[]) {
    this.path = join(root, ...names);
    this.#lock = join(root, LOCKS, names.join('-'));
  }

  /**
   * Creates the folder if it is missing, waits for the lock, and records the
   * use.
   */
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
   * Waits until no other process creates the content; only for users of the
   * folder. It is a separate lock, because users may hold theirs for long.
   */
  async lockToMake(signal: AbortSignal): Promise<HostLock> {
    return HostLock.acquire(`${this.#lock}.make`, {
      mode: 'exclusive',
      signal,
    });
  }

  /**
   * Runs something while no other process uses the folder.
   *
   * @returns whether it ran; false if the folder is in use
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

  /** Requires the exclusive lock. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
