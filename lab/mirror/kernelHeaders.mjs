import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sources } from '../cache/sources.mjs';
import { debianRelease } from '../debian.mjs';
import { downloadPackages } from '../downloadPackages.mjs';
import { run } from '../process/run.mjs';

/**
 * The header tree of Debian's kernel as one self-contained folder, which is the shape of
 * `/usr/src/kernels/<uname -r>` on the distributions whose kernels the lab plays.
 *
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @returns {Promise<string>} the tree's path
 */
export async function kernelHeaders(cache) {
  const folder = await cache.folder({
    kind: 'headers',
    step: 'Fetching a kernel header tree',
    inputs: await inputs(),
    build: fetchHeaders,
  });
  return join(folder, 'tree');
}

/** @param {string} work */
async function fetchHeaders(work) {
  const packages = join(work, 'packages');
  await downloadPackages({
    names: ['linux-headers-amd64'],
    follow: /^linux-(?:headers|kbuild)-/,
    folder: packages,
  });
  const unpacked = join(work, 'unpacked');
  for (const file of await readdir(packages)) {
    await run('dpkg-deb', ['--extract', join(packages, file), unpacked]);
  }
  await mergeHeaders(unpacked, join(work, 'tree'));
  await remove(unpacked, packages);
}

/** @returns {Promise<string[]>} what the tree is made from, for cache keys */
export async function inputs() {
  const { suite } = await debianRelease();
  return [
    suite,
    ...(await sources(
      import.meta.url,
      'kernelHeaders.mjs',
      '../downloadPackages.mjs',
    )),
  ];
}

/**
 * Debian splits the tree into a common part, an architecture's part and the build tools.
 *
 * @param {string} unpacked - content of its packages
 * @param {string} tree
 */
export async function mergeHeaders(unpacked, tree) {
  const headers = join(unpacked, 'usr', 'src');
  const names = await readdir(headers);
  const common = names.find(name => /^linux-headers-.*-common$/.test(name));
  const specific = names.find(name => /^linux-headers-.*-amd64$/.test(name));
  const tools = await only(join(unpacked, 'usr', 'lib'), /^linux-kbuild-/);
  if (!common || !specific) {
    throw new Error(
      `Debian's kernel header packages have an unknown layout: ${names.join(
        ', ',
      )}`,
    );
  }
  await rename(join(headers, common), tree);
  for (const name of ['scripts', 'tools']) {
    await rm(join(tree, name));
    await rename(join(tools, name), join(tree, name));
  }
  const others = (await readdir(join(tree, 'arch'), { withFileTypes: true }))
    .filter(entry => entry.isDirectory() && entry.name !== 'x86')
    .map(entry => join(tree, 'arch', entry.name));
  await remove(...others);
  await removeEmptyFiles(join(headers, specific, 'include', 'config'));
  // Debian's Makefile includes the common part and pins Debian's compiler: neither is wanted.
  for (const name of ['Makefile', '.kernelvariables', 'scripts', 'tools']) {
    await rm(join(headers, specific, name));
  }
  await nameCompiler(join(headers, specific));
  await run('cp', ['-a', '--link', `${join(headers, specific)}/.`, tree]);
}

/**
 * The same compiler has the plain name in the base image, and the build compares names.
 *
 * @param {string} folder
 */
async function nameCompiler(folder) {
  for (const name of ['.config', 'include/config/auto.conf']) {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace(/^(CONFIG_CC_VERSION_TEXT="gcc)-\d+ /m, '$1 '),
    );
  }
}

/**
 * Thousands of files are gone sooner this way than one promise at a time.
 *
 * @param {string[]} folders
 */
async function remove(...folders) {
  await run('rm', ['--recursive', ...folders]);
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 */
async function only(folder, pattern) {
  const name = (await readdir(folder)).find(entry => pattern.test(entry));
  if (!name) {
    throw new Error(`${folder} holds nothing that matches ${pattern}`);
  }
  return join(folder, name);
}

/**
 * Thousands of empty files mark options for rebuilds of the kernel itself.
 *
 * @param {string} folder
 */
async function removeEmptyFiles(folder) {
  await run('find', [folder, '-type', 'f', '-empty', '-delete']);
}
