import { sources } from '../cache/sources.mjs';
import { inputs as headerInputs, kernelHeaders } from './kernelHeaders.mjs';
import { rpmbuild } from './rpmbuild.mjs';

/**
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @param {string} kernel - version and release
 * @returns {Promise<string>} folder with every package of that kernel
 */
export async function kernelPackages(cache, kernel) {
  const inputs = [
    kernel,
    ...(await headerInputs()),
    ...(await sources(import.meta.url, 'kernel.spec', 'rpmbuild.mjs')),
  ];
  const [version, release] = kernel.split('-');
  return cache.folder({
    kind: `kernel-${kernel}`,
    step: `Building the packages of kernel ${kernel}`,
    inputs,
    build: async folder =>
      rpmbuild('kernel.spec', folder, {
        kernel_version: version,
        kernel_release: release,
        header_tree: await kernelHeaders(cache),
      }),
  });
}

/**
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @returns {Promise<string>} folder with the userland packages
 */
export async function toolPackages(cache) {
  const inputs = await sources(import.meta.url, 'tools.spec', 'rpmbuild.mjs');
  return cache.folder({
    kind: 'tools',
    step: 'Building the userland packages',
    inputs,
    build: folder => rpmbuild('tools.spec', folder),
  });
}
