import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { ConflictError } from '@backstage/errors';

/**
 * Makes a folder that only this user can enter, or checks an existing one.
 *
 * @remarks Names in a shared temporary folder can be guessed, so another user
 * could have created the folder first.
 *
 * @throws ConflictError if it belongs to another user, is a link or is not a
 * folder
 */
export async function ownedFolder(path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 }).catch(error => {
    if (error.code !== 'EEXIST') {
      throw error;
    }
  });
  const stats = await lstat(path);
  const user = process.getuid?.();
  if (!stats.isDirectory() || (user !== undefined && stats.uid !== user)) {
    throw new ConflictError(
      `${path} must be a folder of the user that the backend runs as, but ${describe(
        stats,
      )}. Find out who made it and remove it, or start the backend with another TMPDIR.`,
    );
  }
  if ((stats.mode & 0o077) !== 0) {
    await chmod(path, 0o700);
  }
  return path;
}

function describe(stats: Stats): string {
  if (stats.isSymbolicLink()) {
    return 'is a link';
  }
  return stats.isDirectory()
    ? `belongs to user ${stats.uid}`
    : 'is not a folder';
}
