// `node lab/mirror/bootKernels.mjs` prints where real kernels are that tests boot.
import {
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cache } from '../cache/Cache.mjs';
import { sources } from '../cache/sources.mjs';
import { downloadPackages } from '../downloadPackages.mjs';
import { run } from '../process/run.mjs';
import { cacheFolder } from '../settings.mjs';
import { kmod } from './debianKernels.mjs';
import {
  inputs as headerInputs,
  kernelHeaders,
  mergeHeaders,
} from './kernelHeaders.mjs';
import { renameKernel } from './renameKernel.mjs';

/** Some of the modules of a kernel. */
const IN_TREE =
  /\/(libcrc32c|crc32c[-_a-z0-9]*|libphy|mdio[-_a-z]*|xfs|rbd|nf_tables|dummy|veth|loop|brd)\.ko$/;
const ACME = ['Kbuild', 'acme.c', 'acme-nic.c'];

/**
 * Debian's cloud kernel: like a toolkit image, the folder of its modules has the kernel, and what
 * depmod says.
 *
 * @param {Cache} cache
 * @param {string} architecture - Debian's name
 * @param {string} tools - folder of kmod
 * @returns {Promise<string>} a folder with `lib/modules`; on amd64 also with `headers`,
 * `Module.symvers`, and drivers that were compiled for it (`own`) and for another kernel (`other`)
 */
async function bootKernel(cache, architecture, tools) {
  const other = await kernelHeaders(cache);
  return cache.folder({
    kind: `boot-${architecture}`,
    step: `Fetching Debian's cloud kernel for ${architecture}`,
    inputs: [
      ...(await headerInputs()),
      ...(await sources(
        import.meta.url,
        'bootKernels.mjs',
        ...ACME.map(name => `acme/${name}`),
      )),
    ],
    build: async work => {
      const isNative = architecture === 'amd64';
      const packages = join(work, 'packages');
      const unpacked = join(work, 'unpacked');
      await downloadPackages({
        names: [
          `linux-image-cloud-${architecture}`,
          ...(isNative ? ['linux-headers-cloud-amd64'] : []),
        ],
        follow: /^linux-(image|headers|kbuild)-[0-9.]+(-|$)/,
        folder: packages,
        architecture,
      });
      for (const file of await readdir(packages)) {
        await run('dpkg-deb', ['--extract', join(packages, file), unpacked]);
      }
      const modules = join(unpacked, 'lib', 'modules');
      const [release] = await readdir(modules);
      await rename(
        join(unpacked, 'boot', `vmlinuz-${release}`),
        join(modules, release, 'vmlinuz'),
      );
      await rename(join(unpacked, 'lib'), join(work, 'lib'));
      await run(join(tools, 'bin', 'depmod'), ['-b', work, release], {
        env: { LD_LIBRARY_PATH: join(tools, 'lib') },
      });
      if (isNative) {
        const own = join(work, 'headers');
        await mergeHeaders(unpacked, own);
        await compile(own, join(work, 'own'));
        await compile(other, join(work, 'other'));
        await cp(join(own, 'Module.symvers'), join(work, 'Module.symvers'));
      }
      await run('rm', ['--recursive', '--force', packages, unpacked]);
    },
  });
}

/**
 * Compiles the lab's own driver.
 *
 * @param {string} headers
 * @param {string} folder
 */
async function compile(headers, folder) {
  const work = `${folder}-work`;
  await cp(fileURLToPath(new URL('acme', import.meta.url)), work, {
    recursive: true,
  });
  await run('make', ['-C', headers, `M=${work}`, 'modules']);
  await mkdir(folder);
  for (const name of ['acme.ko', 'acme-nic.ko']) {
    await rename(join(work, name), join(folder, name));
  }
  await rm(work, { recursive: true });
}

/**
 * Debian's cloud kernel in the lab's packages: for each variant a folder of modules with a kernel
 * that has its `uname -r`.
 *
 * @param {Cache} cache - locked by the caller
 * @param {string} uname - of the default variant
 * @returns {Promise<{ headers: string, variants: string }>} folders; `variants` has `default` and
 * `rt`
 */
export async function realKernel(cache, uname) {
  const tools = await kmod(cache);
  const kernel = await bootKernel(cache, 'amd64', tools);
  const variants = await cache.folder({
    kind: `real-${uname}`,
    step: `Naming a real kernel ${uname}`,
    inputs: [kernel, ...(await realInputs())],
    build: async work => {
      const modules = join(kernel, 'lib', 'modules');
      const [release] = await readdir(modules);
      const image = await readFile(join(modules, release, 'vmlinuz'));
      for (const [variant, suffix] of [
        ['default', ''],
        ['rt', '+rt'],
      ]) {
        const name = `${uname}${suffix}`;
        const folder = join(work, 'lib', 'modules', name);
        await mkdir(folder, { recursive: true });
        for (const path of await closureOf(join(modules, release))) {
          await cp(join(modules, release, path), join(folder, path));
        }
        for (const file of ['modules.order', 'modules.builtin']) {
          await cp(join(modules, release, file), join(folder, file));
        }
        await run(join(tools, 'bin', 'depmod'), ['-b', work, name], {
          env: { LD_LIBRARY_PATH: join(tools, 'lib') },
        });
        await writeFile(join(folder, 'vmlinuz'), renameKernel(image, name));
        await rename(folder, join(work, variant));
      }
      await rm(join(work, 'lib'), { recursive: true });
    },
  });
  return { headers: join(kernel, 'headers'), variants };
}

/** @returns {Promise<string[]>} what real kernels are made from, for cache keys */
export async function realInputs() {
  return sources(import.meta.url, 'bootKernels.mjs', 'renameKernel.mjs');
}

/**
 * Paths of the modules that the lab's kernels have, with those that they need.
 *
 * @param {string} folder
 */
async function closureOf(folder) {
  const text = await readFile(join(folder, 'modules.dep'), 'utf8');
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const line of text.split('\n').filter(Boolean)) {
    const [path, needed] = line.split(':');
    lines.set(path, needed.split(' ').filter(Boolean));
  }
  /** @type {Set<string>} */
  const wanted = new Set();
  for (const [path, needed] of lines) {
    if (IN_TREE.test(path)) {
      [path, ...needed].forEach(name => wanted.add(name));
    }
  }
  return wanted;
}

/** @returns {Promise<Record<'x86_64' | 'aarch64', string>>} folders */
export async function bootKernels() {
  const cache = new Cache(cacheFolder);
  return cache.exclusively(async () => {
    const tools = await kmod(cache);
    return {
      x86_64: await bootKernel(cache, 'amd64', tools),
      aarch64: await bootKernel(cache, 'arm64', tools),
    };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await bootKernels()));
}
