import { join } from 'node:path';
import { architectures, doubledKernels } from './architectures.mjs';
import { Cache } from './cache/Cache.mjs';
import { familyRepositories } from './mirror/familyRepositories.mjs';
import { inputsOf, Mirror } from './mirror/Mirror.mjs';
import { kernelPackages, toolPackages } from './mirror/packages.mjs';
import { withLock } from './process/withLock.mjs';
import { cacheFolder } from './settings.mjs';

/** Kernels that a new lab's mirror has. */
const firstKernels = ['5.14.0-391.el9', '5.14.0-404.el9', '5.14.0-427.el9'];

/** Kernels that are prepared, but published only on command. */
const preparedKernels = ['5.14.0-432.el9'];

const grammar = /^5\.14\.0-\d{1,4}(\.\d+)*\.el9(_\d+)?$/;

/**
 * Builds what a lab's mirror needs, and publishes it.
 *
 * @param {string} home
 * @param {Cache} cache - locked by the caller
 * @param {{ toolFiles?: boolean }} [options] - like in `startLab`
 */
export async function prepareMirror(home, cache, options) {
  const mirror = mirrorOf(home);
  const kernels = (await mirror.contents())?.kernels ?? firstKernels;
  const wanted = [...new Set([...kernels, ...preparedKernels])];
  const packages = await collect(cache, wanted, options);
  await publish(mirror, kernels, packages, await collectFamilies(cache));
}

/**
 * Publishes one more kernel on a lab's mirror. An unprepared kernel is built first.
 *
 * @param {import('./labState.mjs').LabState} state
 * @param {string} kernel - version and release, such as `5.14.0-432.el9`
 * @param {(message: string) => void} [onProgress]
 * @returns {Promise<string[]>} the kernels that are published now
 */
export async function addKernel(state, kernel, onProgress = () => {}) {
  if (!grammar.test(kernel)) {
    throw new Error(
      `'${kernel}' is not a kernel that the lab can make: it makes kernels such as 5.14.0-432.el9.`,
    );
  }
  return change(
    state,
    kernels => [...new Set([...kernels, kernel])],
    onProgress,
  );
}

/**
 * Removes a kernel from a lab's mirror.
 *
 * @param {import('./labState.mjs').LabState} state
 * @param {string} kernel
 * @param {(message: string) => void} [onProgress]
 * @returns {Promise<string[]>} the kernels that are published now
 */
export async function removeKernel(state, kernel, onProgress = () => {}) {
  return change(
    state,
    kernels => {
      if (!kernels.includes(kernel)) {
        throw new Error(
          `The lab's mirror has no kernel '${kernel}'. It has ${kernels.join(
            ', ',
          )}.`,
        );
      }
      return kernels.filter(name => name !== kernel);
    },
    onProgress,
  );
}

/**
 * @param {string} home
 * @returns {Promise<string[]>} the kernels that a lab's mirror has
 */
export async function publishedKernels(home) {
  return (await mirrorOf(home).contents())?.kernels ?? [];
}

/**
 * @param {string} home
 * @returns {Mirror}
 */
export function mirrorOf(home) {
  return new Mirror(join(home, 'mirror'));
}

/**
 * @param {Pick<import('./labState.mjs').LabState, 'home' | 'toolFiles'>} state
 * @param {(kernels: string[]) => string[]} edit
 * @param {(message: string) => void} onProgress
 */
async function change({ home, toolFiles }, edit, onProgress) {
  const mirror = mirrorOf(home);
  const cache = new Cache(cacheFolder, onProgress);
  return withLock(
    join(home, 'mirror'),
    () =>
      cache.exclusively(async () => {
        const kernels = edit(await publishedKernels(home));
        const packages = await collect(cache, kernels, { toolFiles });
        await publish(mirror, kernels, packages, await collectFamilies(cache));
        return kernels;
      }),
    () => onProgress('Waiting for another change of the mirror'),
  );
}

/**
 * @param {Mirror} mirror
 * @param {string[]} kernels
 * @param {import('./mirror/Mirror.mjs').Packages[]} packages
 * @param {string} families
 */
async function publish(mirror, kernels, packages, families) {
  const published = packages.filter(
    ({ kernel }) => kernel === undefined || kernels.includes(kernel),
  );
  const contents = await mirror.contents();
  const inputs = inputsOf(published, families);
  if (JSON.stringify(contents?.inputs) !== JSON.stringify(inputs)) {
    await mirror.publish(kernels, published, families);
  }
}

/** @param {Cache} cache */
async function collectFamilies(cache) {
  const [{ rpm: architecture }] = architectures;
  return familyRepositories(cache, await toolPackages(cache, architecture));
}

/**
 * @param {Cache} cache
 * @param {string[]} kernels
 * @param {{ toolFiles?: boolean }} [options]
 * @returns {Promise<import('./mirror/Mirror.mjs').Packages[]>}
 */
async function collect(cache, kernels, { toolFiles = false } = {}) {
  /** @type {import('./mirror/Mirror.mjs').Packages[]} */
  const packages = [];
  for (const { rpm: architecture, isDouble } of architectures) {
    packages.push({
      architecture,
      folder: await toolPackages(cache, architecture, {
        withFiles: toolFiles,
      }),
    });
    for (const kernel of kernels) {
      if (!isDouble || doubledKernels.includes(kernel)) {
        const folder = await kernelPackages(cache, kernel, architecture);
        packages.push({ architecture, kernel, folder });
      }
    }
  }
  return packages;
}
