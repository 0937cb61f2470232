import { chmod, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isError } from '@backstage/errors';
import { unmountBelow } from './unmountBelow';

const ATTEMPTS = 6;
/** Before the second attempt; each further one waits longer. */
const PAUSE_MS = 100;

/**
 * Removes a folder of podman's temporary files, if it exists.
 *
 * @remarks A killed podman leaves
 * - mounts: they are detached first, so that nothing is removed through them;
 * - mount points that not even their owner may list. This stops every user
 *   except root, and the owner may change it.
 *
 * It tries again as a whole, because a program that is about to end may have
 * just written something. The retries of `rm` itself multiply with each level
 * of folders: one that stays busy would keep it for hours.
 */
export async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await remove(folder);
    } catch (error) {
      if (attempt === ATTEMPTS) {
        throw error;
      }
      if (isError(error) && error.code === 'EACCES') {
        await open(folder);
      }
    }
    await delay(attempt * PAUSE_MS);
  }
}

async function remove(folder: string): Promise<void> {
  const path = await realpath(folder).catch(() => folder);
  await unmountBelow(path);
  await rm(folder, { recursive: true, force: true });
}

async function open(folder: string): Promise<void> {
  try {
    await chmod(folder, 0o700);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) {
        await open(join(folder, entry.name));
      }
    }
  } catch (error) {
    // A failed removal has still removed the rest.
    if (!isError(error) || error.code !== 'ENOENT') {
      throw error;
    }
  }
}
