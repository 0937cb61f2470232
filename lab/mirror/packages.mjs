import { sources } from '../cache/sources.mjs';
import { realInputs, realKernel } from './bootKernels.mjs';
import { inputs as headerInputs, kernelHeaders } from './kernelHeaders.mjs';
import { rpmbuild } from './rpmbuild.mjs';
import { toolFiles } from './toolFiles.mjs';

/**
 * Kernels that can be booted: Debian's *cloud* kernel under another name. The others are only
 * headers, and so cheap.
 */
const realKernels = ['5.14.0-500.el9'];

/**
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @param {string} kernel - version and release
 * @param {string} architecture - RPM name
 * @returns {Promise<string>} folder with every package of that kernel
 */
export async function kernelPackages(cache, kernel, architecture) {
  const isReal = realKernels.includes(kernel) && architecture === 'x86_64';
  const inputs = [
    kernel,
    architecture,
    ...(await headerInputs()),
    ...(isReal ? await realInputs() : []),
    ...(await sources(import.meta.url, 'kernel.spec', 'rpmbuild.mjs')),
  ];
  const [version, release] = kernel.split('-');
  return cache.folder({
    kind: `kernel-${kernel}.${architecture}`,
    step: `Building the packages of kernel ${kernel} for ${architecture}`,
    inputs,
    build: async folder => {
      const real =
        isReal && (await realKernel(cache, `${kernel}.${architecture}`));
      await rpmbuild('kernel.spec', folder, architecture, {
        kernel_version: version,
        kernel_release: release,
        header_tree: real ? real.headers : await kernelHeaders(cache),
        ...(real && { real_kernel: real.variants }),
      });
    },
  });
}

/**
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @param {string} architecture - RPM name
 * @param {{ withFiles?: boolean }} [options] - whether they weigh what real ones weigh
 * @returns {Promise<string>} folder with the userland packages
 */
export async function toolPackages(
  cache,
  architecture,
  { withFiles = false } = {},
) {
  const files = withFiles ? await toolFiles(cache) : undefined;
  const inputs = [
    architecture,
    ...(files ? [files] : []),
    ...(await sources(import.meta.url, 'tools.spec', 'rpmbuild.mjs')),
  ];
  return cache.folder({
    kind: `${files ? 'tools-with-files' : 'tools'}.${architecture}`,
    step: `Building the userland packages for ${architecture}`,
    inputs,
    build: folder =>
      rpmbuild(
        'tools.spec',
        folder,
        architecture,
        files ? { tool_files: files } : {},
      ),
  });
}
