import { link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sources } from '../cache/sources.mjs';
import { run } from '../process/run.mjs';
import { families } from './families.mjs';
import { rpmbuild } from './rpmbuild.mjs';

/** @import { Family, FamilyPackage } from './families.mjs' */

const architecture = 'x86_64';

/**
 * The repositories of every family of kernel packages, each with the userland packages in its
 * first one: `<family>/<repository>/<architecture>/os`.
 *
 * @param {import('../cache/Cache.mjs').Cache} cache
 * @param {string} tools - folder with the userland packages
 * @returns {Promise<string>}
 */
export async function familyRepositories(cache, tools) {
  return cache.folder({
    kind: 'families',
    step: 'Building the kernel packages of every family',
    inputs: [
      basename(tools),
      ...(await sources(
        import.meta.url,
        'families.mjs',
        'familyRepositories.mjs',
        'rpmbuild.mjs',
      )),
    ],
    build: async folder => {
      for (const family of families) {
        await buildFamily(folder, family, tools);
      }
    },
  });
}

/**
 * @param {string} mirror - base URL
 * @param {string} family
 * @param {string} repository
 * @param {string} [basearch] - or a variable in its place
 * @returns {string} where a family's repository is
 */
export function familyRepositoryUrl(
  mirror,
  family,
  repository,
  basearch = architecture,
) {
  return `${mirror}/families/${family}/${repository}/${basearch}/os/`;
}

/**
 * @param {string} folder
 * @param {Family} family
 * @param {string} tools
 */
async function buildFamily(folder, { name, repositories, lacks }, tools) {
  for (const [index, repository] of Object.keys(repositories).entries()) {
    const os = join(folder, name, repository, architecture, 'os');
    const packages = join(os, 'Packages');
    await mkdir(packages, { recursive: true });
    for (const [evr, group] of groupByVersion(repositories[repository])) {
      await buildPackages(packages, evr, group);
    }
    if (index === 0) {
      for (const file of await readdir(tools)) {
        if (!lacks?.test(file.replace(/-[^-]+-[^-]+$/, ''))) {
          await link(join(tools, file), join(packages, file));
        }
      }
    }
    await run('createrepo_c', ['--quiet', '--no-database', os]);
  }
}

/**
 * A spec file has each name once.
 *
 * @param {FamilyPackage[]} packages
 */
function groupByVersion(packages) {
  /** @type {Map<string, FamilyPackage[]>} */
  const groups = new Map();
  for (const one of packages) {
    groups.set(one.evr, [...(groups.get(one.evr) ?? []), one]);
  }
  return groups;
}

/**
 * @param {string} folder
 * @param {string} evr
 * @param {FamilyPackage[]} packages
 */
async function buildPackages(folder, evr, packages) {
  const work = join(folder, 'work');
  const files = join(work, 'files');
  await mkdir(files, { recursive: true });
  for (const [path, content] of packages.flatMap(one =>
    Object.entries(one.files ?? {}),
  )) {
    await mkdir(dirname(join(files, path)), { recursive: true });
    await writeFile(join(files, path), content);
  }
  const spec = join(work, 'family.spec');
  await writeFile(spec, specOf(evr, packages, files));
  await rpmbuild(spec, folder, architecture);
  await rm(work, { recursive: true });
}

/**
 * @param {string} evr
 * @param {FamilyPackage[]} packages
 * @param {string} files
 */
function specOf(evr, packages, files) {
  const [version, release] = evr.split('-');
  return [
    '%global debug_package %{nil}',
    '%global __os_install_post %{nil}',
    '%global _binary_payload w1.zstdio',
    'Name: family',
    `Version: ${version}`,
    `Release: ${release}`,
    'Summary: Kernel packages of the Driver Toolkit lab',
    'License: GPL-2.0-only',
    '%description',
    'Source of the kernel packages.',
    ...packages.flatMap(one => [
      `%package -n ${one.name}`,
      `Summary: ${one.name} of the Driver Toolkit lab`,
      'AutoReqProv: no',
      ...(one.requires ?? []).map(name => `Requires: ${name}`),
      ...(one.provides ?? []).map(name => `Provides: ${name}`),
      `%description -n ${one.name}`,
      `${one.name}, small.`,
      `%files -n ${one.name}`,
      ...Object.keys(one.files ?? {}),
    ]),
    '%install',
    'mkdir -p %{buildroot}',
    `cp -a ${files}/. %{buildroot}`,
    '',
  ].join('\n');
}
