import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sources } from '../cache/sources.mjs';
import { debianRelease } from '../debian.mjs';
import { downloadPackages } from '../downloadPackages.mjs';
import { run } from '../process/run.mjs';

/** Debian's packages of what the distribution's packages hold, whatever the latter are called. */
const contents = {
  binutils: /^(binutils|libbinutils)/,
  bison: /^bison$/,
  'elfutils-libelf-devel': /^libelf-dev$/,
  flex: /^flex$/,
  gcc: /^(gcc|cpp|libgcc|libc6-dev|linux-libc-dev)/,
  git: /^git$/,
  'openssl-devel': /^libssl-dev$/,
  'perl-interpreter': /^(perl|libperl)/,
  'rpm-build': /^(rpm|rpm-common|debugedit)$/,
};
const names = [
  ...['binutils', 'bison', 'debugedit', 'flex', 'gcc', 'git'],
  ...['libelf-dev', 'libssl-dev', 'perl', 'rpm'],
];
const follow =
  /^(binutils|libbinutils|gcc-|cpp-|libgcc-|libc6-dev|linux-libc-dev|perl-|libperl|rpm-common)/;

/**
 * The files of the userland packages, a folder for each: what Debian's packages of the same
 * programs hold, so that they weigh what such packages weigh.
 *
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @returns {Promise<string>}
 */
export async function toolFiles(cache) {
  const { suite } = await debianRelease();
  const folder = await cache.folder({
    kind: 'tool-files',
    step: 'Fetching the files of the userland packages',
    inputs: [
      suite,
      ...(await sources(
        import.meta.url,
        'toolFiles.mjs',
        'tools.spec',
        '../downloadPackages.mjs',
      )),
    ],
    build: fetchFiles,
  });
  return join(folder, 'files');
}

/** @param {string} work */
async function fetchFiles(work) {
  const packages = join(work, 'packages');
  await downloadPackages({ names, follow, folder: packages });
  const files = join(work, 'files');
  for (const tool of await toolNames()) {
    await mkdir(join(files, tool), { recursive: true });
  }
  for (const file of await readdir(packages)) {
    const name = file.slice(0, file.indexOf('_'));
    const [tool] =
      Object.entries(contents).find(([, pattern]) => pattern.test(name)) ?? [];
    if (!tool) {
      throw new Error(
        `No package of the lab holds what Debian's ${name} holds.`,
      );
    }
    const unpacked = join(work, 'unpacked');
    await run('dpkg-deb', ['--extract', join(packages, file), unpacked]);
    await rename(unpacked, join(files, tool, name));
  }
  await run('rm', ['--recursive', packages]);
}

async function toolNames() {
  const spec = await readFile(
    fileURLToPath(new URL('tools.spec', import.meta.url)),
    'utf8',
  );
  return [...spec.matchAll(/^%tool (\S+)/gm)].map(([, name]) => name);
}
