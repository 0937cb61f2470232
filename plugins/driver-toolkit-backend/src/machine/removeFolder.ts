import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '@backstage/errors';

/**
 * Removes a folder of podman's temporary files, if it exists.
 *
 * @remarks A killed podman leaves mount points that not even their owner may
 * list. This stops every user except root, and the owner may change it.
 */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await remove(folder);
  } catch (error) {
    if (!isError(error) || error.code !== 'EACCES') {
      throw error;
    }
    await open(folder);
    await remove(folder);
  }
}

/**
 * Retries, because a program that is about to end may have just written
 * something.
 */
function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
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
