import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layerPlaces, treeLayer } from './treeLayer.mjs';

const repositories = [
  { id: 'baseos', folder: 'BaseOS', enabled: 1 },
  { id: 'appstream', folder: 'AppStream', enabled: 1 },
  { id: 'rt', folder: 'RT', enabled: 0 },
];

/**
 * The layer that points dnf at one lab's mirror. It is the only difference between the base images
 * of two labs, and its bytes depend only on the mirror's address.
 *
 * @param {string} home
 * @param {string} mirror - base URL
 * @returns {Promise<import('./rootFileSystem.mjs').Layer>}
 */
export async function repositoryLayer(home, mirror) {
  const { tree, content } = layerPlaces(home, 'repositories');
  await rm(tree, { recursive: true, force: true });
  const folder = join(tree, 'etc', 'yum.repos.d');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'centos.repo'),
    repositories.map(repository => section(mirror, repository)).join('\n'),
    { mode: 0o644 },
  );
  return treeLayer(tree, content, `dnf repositories at ${mirror}`);
}

/**
 * @param {string} mirror
 * @param {(typeof repositories)[number]} repository
 */
function section(mirror, { id, folder, enabled }) {
  return [
    `[${id}]`,
    `name=CentOS Stream $releasever - ${folder}`,
    `baseurl=${mirror}/$stream/${folder}/$basearch/os/`,
    'gpgcheck=0',
    `enabled=${enabled}`,
    '',
  ].join('\n');
}
