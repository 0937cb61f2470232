import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { exitOf } from '../process/run.mjs';
import { compress } from './rootFileSystem.mjs';

/**
 * Packs a folder as a layer whose bytes depend only on the files' names, contents and executable
 * bits.
 *
 * @param {string} tree - the folder that becomes `/`
 * @param {string} content - the file that is written
 * @param {string} comment - for the image's history
 * @returns {Promise<import('./rootFileSystem.mjs').Layer>}
 */
export async function treeLayer(tree, content, comment) {
  const tar = spawn(
    'tar',
    [
      '--create',
      `--directory=${tree}`,
      '--sort=name',
      '--mtime=@0',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=u=rwX,go=rX',
      '.',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [layer] = await Promise.all([
    compress(tar.stdout, content),
    exitOf(tar, 'tar', () => ''),
  ]);
  return { ...layer, content, comment };
}

/**
 * An empty folder for a layer's files, and the file to write the layer to.
 *
 * @param {string} home - the lab's folder
 * @param {string} name - of the layer
 */
export function layerPlaces(home, name) {
  const work = join(home, 'base-image');
  return { tree: join(work, name), content: join(work, `${name}.tar.gz`) };
}
