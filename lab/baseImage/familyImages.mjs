import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { families } from '../mirror/families.mjs';
import { familyRepositoryUrl } from '../mirror/familyRepositories.mjs';
import { pushBaseImage } from './pushBaseImage.mjs';
import { layerPlaces, treeLayer } from './treeLayer.mjs';

/**
 * The base image, repositories and kernels of a family of kernel packages.
 *
 * @typedef {object} LabFamily
 * @property {string} baseImage - reference
 * @property {string[]} repositories - addresses, with `$arch`
 * @property {string[]} kernels - version-releases that toolkits can be built for
 * @property {string} [rtKernel] - the real-time kernel of the first one
 * @property {string[]} unbuildable - version-releases without the packages to build a toolkit
 */

/**
 * Uploads a base image for each family: the lab's base image with that distribution's name and
 * repositories.
 *
 * @param {object} options
 * @param {string} options.home
 * @param {{ registry: string, mirror: string }} options.addresses
 * @param {import('./rootFileSystem.mjs').Layer} options.root
 * @returns {Promise<{ families: Record<string, LabFamily>, images: Record<string, string> }>} the
 * images' digests by reference
 */
export async function pushFamilyImages({ home, addresses, root }) {
  /** @type {Record<string, LabFamily>} */
  const found = {};
  /** @type {Record<string, string>} */
  const images = {};
  for (const family of families) {
    const layer = await familyLayer(home, addresses.mirror, family);
    const { reference, digest } = await pushBaseImage(
      addresses.registry,
      [{ architecture: 'amd64', layers: [root, layer] }],
      { repository: 'families/base', tag: family.name },
    );
    images[reference] = digest;
    found[family.name] = {
      baseImage: reference,
      repositories: Object.keys(family.repositories).map(repository =>
        familyRepositoryUrl(addresses.mirror, family.name, repository, '$arch'),
      ),
      kernels: [family.kernel, ...(family.others ?? [])],
      ...(family.rtKernel && { rtKernel: family.rtKernel }),
      unbuildable: family.unbuildable ?? [],
    };
  }
  return { families: found, images };
}

/**
 * @param {string} home
 * @param {string} mirror
 * @param {import('../mirror/families.mjs').Family} family
 */
async function familyLayer(home, mirror, { name, release, enabled }) {
  const { tree, content } = layerPlaces(home, `family-${name}`);
  await rm(tree, { recursive: true, force: true });
  const repositories = join(tree, 'etc', 'yum.repos.d');
  await mkdir(repositories, { recursive: true });
  await writeFile(
    join(tree, 'etc', 'os-release'),
    Object.entries(release)
      .map(([key, value]) => `${key}="${value}"\n`)
      .join(''),
  );
  await writeFile(
    join(repositories, `${release.ID}.repo`),
    enabled
      .flatMap(id => [
        `[${id}]`,
        `name=${release.NAME} - ${id}`,
        `baseurl=${familyRepositoryUrl(mirror, name, id, '$basearch')}`,
        'gpgcheck=0',
        'enabled=1',
        '',
      ])
      .join('\n'),
  );
  return treeLayer(tree, content, `Plays ${release.NAME}`);
}
