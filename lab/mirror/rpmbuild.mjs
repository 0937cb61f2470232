import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process/run.mjs';

/**
 * Builds the binary packages of a spec file of this folder.
 *
 * @param {string} spec - file name
 * @param {string} folder - receives the packages
 * @param {string} architecture - RPM name
 * @param {Record<string, string>} [macros]
 */
export async function rpmbuild(spec, folder, architecture, macros = {}) {
  const top = join(folder, 'rpmbuild');
  await mkdir(top);
  const defines = {
    _topdir: top,
    _dbpath: join(top, 'db'),
    _tmppath: join(top, 'tmp'),
    _rpmdir: join(top, 'packages'),
    _buildhost: 'lab',
    ...macros,
  };
  await run('rpmbuild', [
    '-bb',
    '--quiet',
    `--target=${architecture}`,
    ...Object.entries(defines).map(
      ([name, value]) => `--define=${name} ${value}`,
    ),
    fileURLToPath(new URL(spec, import.meta.url)),
  ]);
  for (const name of await readdir(defines._rpmdir)) {
    const built = join(defines._rpmdir, name);
    for (const file of await readdir(built)) {
      await rename(join(built, file), join(folder, file));
    }
  }
  await rm(top, { recursive: true });
}
