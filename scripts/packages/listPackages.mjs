import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository, repositoryPath } from '../paths.mjs';

/**
 * A published package.
 *
 * @typedef {object} PublishedPackage
 * @property {string} folder relative to the repository
 * @property {Record<string, any>} manifest as in the repository; packing rewrites it
 */

/**
 * The workspaces that are not private.
 *
 * @returns {Promise<PublishedPackage[]>}
 */
export async function listPackages() {
  const { workspaces } = await readManifest('.');
  const packages = [];
  for (const workspace of workspaces) {
    const parent = workspace.replace('/*', '');
    for (const name of (await readdir(inRepository(parent))).sort()) {
      const folder = join(parent, name);
      const manifest = await readManifest(folder);
      if (!manifest.private) {
        packages.push({ folder, manifest });
      }
    }
  }
  return packages;
}

/**
 * The `package.json` of a folder of the repository.
 *
 * @param {string} folder
 * @returns {Promise<any>}
 */
export async function readManifest(folder) {
  const path = join(repositoryPath, folder, 'package.json');
  return JSON.parse(await readFile(path, 'utf8'));
}
