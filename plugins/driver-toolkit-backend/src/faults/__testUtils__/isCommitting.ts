import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder in which containers/image collects a layer before it stores it.
 */
const GATHERED = /storage\d+\//;

/**
 * Whether a build is storing the layer that a step made.
 *
 * @param temporary - contains podman's temporary files
 */
export async function isCommitting(temporary: string): Promise<boolean> {
  const entries = await readdir(temporary, {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && GATHERED.test(path)) {
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      if (size > 0) {
        return true;
      }
    }
  }
  return false;
}
