import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutMeter } from './CheckoutMeter';

/**
 * Counts everything in a folder until a limit is exceeded. Links are counted,
 * not followed.
 */
export async function measureFolder(
  root: string,
  meter: CheckoutMeter,
): Promise<void> {
  const folders = [''];
  for (
    let folder = folders.pop();
    folder !== undefined;
    folder = folders.pop()
  ) {
    for await (const entry of await opendir(join(root, folder))) {
      const path = join(folder, entry.name);
      const size = entry.isFile() ? (await lstat(join(root, path))).size : 0;
      if (!meter.take(path, size)) {
        return;
      }
      if (entry.isDirectory()) {
        folders.push(path);
      }
    }
  }
}
