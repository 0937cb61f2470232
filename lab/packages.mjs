import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { ociRuntime } from './containers.mjs';
import { osRelease } from './debian.mjs';
import { findCommand } from './process/findCommand.mjs';
import { exitOf } from './process/run.mjs';
import { registryCommands } from './registry/startRegistry.mjs';

/** Alternative programs, and the package of each family that has one of them. */
const needs = [
  { commands: ['podman'], debian: 'podman', fedora: 'podman' },
  {
    commands: registryCommands,
    debian: 'docker-registry',
    fedora: 'docker-distribution',
  },
  { commands: ['flock'], debian: 'util-linux', fedora: 'util-linux' },
  { commands: ['git'], debian: 'git', fedora: 'git-core' },
  { commands: ['rpmbuild'], debian: 'rpm', fedora: 'rpm-build' },
  {
    commands: ['createrepo_c'],
    debian: 'createrepo-c',
    fedora: 'createrepo_c',
  },
  { commands: ['mmdebstrap'], debian: 'mmdebstrap', fedora: 'mmdebstrap' },
  { commands: ['apt-get'], debian: 'apt', fedora: 'apt' },
  { commands: ['dpkg-deb'], debian: 'dpkg', fedora: 'dpkg' },
];

/** @typedef {'debian' | 'fedora'} Family */

/** @type {Record<Family, string[][]>} */
const managers = {
  debian: [
    ['apt-get', 'update'],
    [
      'apt-get',
      'install',
      '--yes',
      '--no-install-recommends',
      // Another package manager may be at work: wait for it.
      '--option=DPkg::Lock::Timeout=300',
    ],
  ],
  fedora: [
    ['dnf', 'install', '--assumeyes', '--setopt=install_weak_deps=False'],
  ],
};

/**
 * Finds out which packages the lab still needs on this machine.
 *
 * @returns {Promise<{ packages: string[], command: string }>} the packages, and the command
 * that installs them; both empty if nothing is missing
 */
export async function missingPackages() {
  const family = (await packageFamily()) ?? 'debian';
  const runtime = await ociRuntime();
  const packages = [];
  for (const need of [
    ...needs,
    { commands: [runtime], debian: runtime, fedora: runtime },
    ...(process.getuid?.() === 0
      ? []
      : [
          { commands: ['newuidmap'], debian: 'uidmap', fedora: 'shadow-utils' },
        ]),
  ]) {
    if (!(await findCommand(...need.commands))) {
      packages.push(need[family]);
    }
  }
  const command = packages.length
    ? installCommands(family, packages)
        .map(words => [...(process.getuid?.() === 0 ? [] : ['sudo']), ...words])
        .map(words => words.join(' '))
        .join(' && ')
    : '';
  return { packages, command };
}

/** @returns {Promise<boolean>} whether {@link installPackages} can work here */
export async function canInstallPackages() {
  return process.getuid?.() === 0 && (await packageFamily()) !== undefined;
}

/**
 * Installs packages. Requires root, on Debian, Fedora and their relatives.
 *
 * @param {{ packages: string[], onProgress?: (message: string) => void }} options
 */
export async function installPackages({ packages, onProgress = () => {} }) {
  if (packages.length === 0) {
    return;
  }
  const family = await packageFamily();
  if (!family || process.getuid?.() !== 0) {
    const { command } = await missingPackages();
    throw new Error(
      `Packages are installed by root on Debian and Fedora only. The command for it is: ${command}`,
    );
  }
  onProgress(`Installing ${packages.join(', ')}`);
  for (const words of installCommands(family, packages)) {
    await runManager(words);
  }
  if (
    packages.includes('docker-registry') &&
    existsSync('/run/systemd/system')
  ) {
    // The package starts a registry open to the network; the lab has its own.
    await runManager(['systemctl', 'disable', '--now', 'docker-registry']);
  }
}

/**
 * @param {Family} family
 * @param {string[]} packages
 */
function installCommands(family, packages) {
  const commands = managers[family];
  return commands.map((words, index) =>
    index === commands.length - 1 ? [...words, ...packages] : words,
  );
}

/** @returns {Promise<Family | undefined>} whose packages this machine has */
export async function packageFamily() {
  const { ID = '', ID_LIKE = '' } = await osRelease();
  const names = [ID, ...ID_LIKE.split(' ')];
  /** @type {Family[]} */
  const families = ['debian', 'fedora'];
  return families.find(family => names.includes(family));
}

/** @param {string[]} words */
async function runManager([command, ...args]) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output = (output + text).slice(-4000);
    });
  }
  await exitOf(child, [command, ...args].join(' '), () => output);
}
