import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles } from '../mutate/listFiles.mjs';
import { listPackages } from '../packages/listPackages.mjs';
import { inRepository } from '../paths.mjs';
import { pinOldest } from './pinOldest.mjs';

/** @import { Pin } from './pinOldest.mjs' */

/**
 * Copies the repository's files, with the dependencies of the published packages pinned to their oldest versions.
 *
 * @param {string} folder
 * @returns {Promise<Pin[]>} each once, by name
 */
export async function copyWorkspace(folder) {
  for (const file of await listFiles()) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    // A file that was deleted, but not yet in a commit, is listed, too.
    await cp(inRepository(file), target).catch(ignoreMissing);
  }
  /** @type {Map<string, Pin>} */
  const all = new Map();
  for (const { folder: path, manifest } of await listPackages()) {
    const { manifest: pinned, pins } = pinOldest(manifest);
    const text = `${JSON.stringify(pinned, null, 2)}\n`;
    await writeFile(join(folder, path, 'package.json'), text);
    for (const pin of pins) {
      all.set(`${pin.name}@${pin.version}`, pin);
    }
  }
  return [...all.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {any} error */
function ignoreMissing(error) {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}
