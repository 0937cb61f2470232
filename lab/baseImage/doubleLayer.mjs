import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layerPlaces, treeLayer } from './treeLayer.mjs';

/**
 * The layer that turns the base image into one of another architecture for a toolkit's build:
 * `uname` prints it, and dnf takes that architecture's packages.
 *
 * @param {string} home
 * @param {string} architecture - RPM name
 * @returns {Promise<import('./rootFileSystem.mjs').Layer>}
 */
export async function doubleLayer(home, architecture) {
  const { tree, content } = layerPlaces(home, `double-${architecture}`);
  await rm(tree, { recursive: true, force: true });
  const folder = join(tree, 'usr', 'local', 'bin');
  await mkdir(folder, { recursive: true });
  const programs = {
    uname: [
      'case "$*" in',
      `  -m | -p | -i) echo ${architecture} ;;`,
      '  *) exec /usr/bin/uname "$@" ;;',
      'esac',
    ],
    dnf: [`exec /usr/bin/dnf --forcearch=${architecture} "$@"`],
  };
  for (const [name, lines] of Object.entries(programs)) {
    await writeFile(
      join(folder, name),
      ['#!/bin/sh', ...lines, ''].join('\n'),
      {
        mode: 0o755,
      },
    );
  }
  return treeLayer(tree, content, `Plays a machine of ${architecture}`);
}
