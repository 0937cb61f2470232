import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Deletes the oldest packages until the rest fits.
 *
 * @param folder - contains a folder of packages for each source
 */
export async function evictPackages(
  folder: string,
  maxBytes: number,
): Promise<void> {
  const packages = await listPackages(folder);
  packages.sort((x, y) => x.keptSince - y.keptSince);
  let bytes = packages.reduce((sum, { size }) => sum + size, 0);
  for (const { file, size } of packages) {
    if (bytes <= maxBytes) {
      return;
    }
    await rm(file, { force: true });
    bytes -= size;
  }
}

async function listPackages(folder: string) {
  const packages: { file: string; size: number; keptSince: number }[] = [];
  for (const source of await readdir(folder)) {
    for (const name of await readdir(join(folder, source))) {
      const file = join(folder, source, name);
      // Another backend may have removed it meanwhile.
      const stats = await lstat(file).catch(() => undefined);
      if (stats?.isFile()) {
        packages.push({ file, size: stats.size, keptSince: stats.mtimeMs });
      }
    }
  }
  return packages;
}
