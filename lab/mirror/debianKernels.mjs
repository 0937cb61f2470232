// `node lab/mirror/debianKernels.mjs <flavours> [flavours]` prints where Debian's real kernels are, which
// tests and benchmarks read: the first with modules, the others only with their symbols.
import { mkdir, readdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cache } from '../cache/Cache.mjs';
import { sources } from '../cache/sources.mjs';
import { debianRelease } from '../debian.mjs';
import { downloadPackages } from '../downloadPackages.mjs';
import { run } from '../process/run.mjs';
import { cacheFolder } from '../settings.mjs';

/**
 * Flavours of Debian's kernel. `cloud-amd64` has a quarter of the modules of `amd64`; all have
 * symbols with other checksums.
 */
const FLAVOURS = ['amd64', 'cloud-amd64', 'rt-amd64'];

/**
 * Downloads one flavour of Debian's kernel: its modules, if they are wanted, and its symbols.
 *
 * @param {Cache} cache
 * @param {string} flavour
 * @param {{ modules: boolean }} options
 * @returns {Promise<string>} a folder with `Module.symvers` and perhaps `lib/modules`
 */
async function debianKernel(cache, flavour, { modules }) {
  return cache.folder({
    kind: `debian-${modules ? 'modules' : 'symbols'}-${flavour}`,
    step: `Fetching Debian's ${flavour} kernel`,
    inputs: await inputs(),
    build: async work => {
      const unpacked = await unpack(work, {
        names: [
          `linux-headers-${flavour}`,
          ...(modules ? [`linux-image-${flavour}`] : []),
        ],
        follow: new RegExp(`^linux-(headers|image)-[0-9.-]+-${flavour}$`),
      });
      const headers = join(unpacked, 'usr', 'src');
      const [tree] = (await readdir(headers)).filter(name =>
        name.endsWith(`-${flavour}`),
      );
      await rename(
        join(headers, tree, 'Module.symvers'),
        join(work, 'Module.symvers'),
      );
      if (modules) {
        await rename(join(unpacked, 'lib'), join(work, 'lib'));
      }
      await run('rm', ['--recursive', unpacked]);
    },
  });
}

/**
 * Downloads kmod, whose programs are the oracle of what modules say.
 *
 * @param {Cache} cache
 * @returns {Promise<string>} a folder with `bin` and `lib`
 */
export async function kmod(cache) {
  return cache.folder({
    kind: 'debian-kmod',
    step: "Fetching Debian's kmod",
    inputs: await inputs(),
    build: async work => {
      const unpacked = await unpack(work, {
        names: ['kmod', 'libkmod2'],
        follow: /^$/,
      });
      const libraries = join(unpacked, 'usr', 'lib');
      const [platform] = await readdir(libraries).then(names =>
        names.filter(name => name.endsWith('-linux-gnu')),
      );
      await rename(join(libraries, platform), join(work, 'lib'));
      await mkdir(join(work, 'bin'));
      await rename(join(unpacked, 'bin', 'kmod'), join(work, 'bin', 'kmod'));
      for (const name of ['depmod', 'modinfo', 'modprobe']) {
        await symlink('kmod', join(work, 'bin', name));
      }
      await run('rm', ['--recursive', unpacked]);
    },
  });
}

/**
 * @param {string} work
 * @param {{ names: string[], follow: RegExp }} wanted
 */
async function unpack(work, wanted) {
  const packages = join(work, 'packages');
  await downloadPackages({ ...wanted, folder: packages });
  const unpacked = join(work, 'unpacked');
  for (const file of await readdir(packages)) {
    await run('dpkg-deb', ['--extract', join(packages, file), unpacked]);
  }
  await run('rm', ['--recursive', packages]);
  return unpacked;
}

async function inputs() {
  const { suite } = await debianRelease();
  return [
    suite,
    ...(await sources(
      import.meta.url,
      'debianKernels.mjs',
      '../downloadPackages.mjs',
    )),
  ];
}

/**
 * @typedef {object} DebianKernels
 * @property {string} kmod - folder of kmod
 * @property {Record<string, string>} kernels - folders by flavour
 */

/**
 * @param {{ modules: string[], symbols?: string[] }} flavours - of which kernels, with modules
 * or only with symbols
 * @returns {Promise<DebianKernels>}
 */
export async function debianKernels({ modules, symbols = [] }) {
  const cache = new Cache(cacheFolder);
  return cache.exclusively(async () => {
    /** @type {Record<string, string>} */
    const kernels = {};
    for (const flavour of [...modules, ...symbols]) {
      if (!FLAVOURS.includes(flavour)) {
        throw new Error(`Debian has no kernel '${flavour}'.`);
      }
      kernels[flavour] = await debianKernel(cache, flavour, {
        modules: modules.includes(flavour),
      });
    }
    return { kmod: await kmod(cache), kernels };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [modules, symbols] = process.argv
    .slice(2)
    .map(names => names.split(','));
  const found = await debianKernels({ modules, symbols });
  process.stdout.write(JSON.stringify(found));
}
