import { lstat, readdir, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isWholePackage } from './isWholePackage';

/**
 * Moves packages that a build has downloaded to where they are kept.
 *
 * @param options - `whole` says that none can be half a package; otherwise
 * only those move that are known to be whole
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
    // What has another name is kept already.
    const isNew = stats.isFile() && stats.nlink === 1 && name.endsWith('.rpm');
    if (isNew && (options.whole || (await isWholePackage(file)))) {
      // The server's time would be no measure of how long it has been here.
      await utimes(file, now, now);
      await rename(file, join(kept, name));
    }
  }
}
