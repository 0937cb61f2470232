import { lstat, readdir, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isWholePackage } from './isWholePackage';

/**
 * Moves packages that a build has downloaded to the cache.
 *
 * @param options - `whole` guarantees that all are complete; otherwise only
 * packages that are known to be complete move
 */
export async function keepPackages(
  lent: string,
  kept: string,
  options: { whole: boolean },
): Promise<void> {
  const now = new Date();
  for (const name of await readdir(lent)) {
    const file = join(lent, name);
    const stats = await lstat(file);
    // A file with a second link is already in the cache.
    const isNew = stats.isFile() && stats.nlink === 1 && name.endsWith('.rpm');
    if (isNew && (options.whole || (await isWholePackage(file)))) {
      // dnf sets the server's time, which is not the age in this cache.
      await utimes(file, now, now);
      await rename(file, join(kept, name));
    }
  }
}
