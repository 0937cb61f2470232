import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { run } from './process/run.mjs';

const keyringPath = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * @typedef {{ mirror: string, suite: string, keyring: string | undefined }} Release
 */

/**
 * Shared, because asking apt takes half a second.
 *
 * @type {Promise<Release> | undefined}
 */
let release;

/**
 * The Debian release that the lab's header tree and base image are made from: the machine's own,
 * from the mirror of its apt, unless the environment names another.
 *
 * @returns {Promise<Release>}
 */
export function debianRelease() {
  release ??= findRelease();
  return release;
}

async function findRelease() {
  const suite =
    process.env.DRIVER_TOOLKIT_LAB_DEBIAN_SUITE ?? (await machineSuite());
  const mirror =
    process.env.DRIVER_TOOLKIT_LAB_DEBIAN_MIRROR ??
    (suite && (await machineMirror(suite)));
  if (!suite || !mirror) {
    throw new Error(
      "The lab is made from Debian packages, and this machine's apt names no Debian mirror. Name one with " +
        'DRIVER_TOOLKIT_LAB_DEBIAN_MIRROR=<url> and DRIVER_TOOLKIT_LAB_DEBIAN_SUITE=<codename>.',
    );
  }
  const keyring = existsSync(keyringPath) ? keyringPath : undefined;
  return { mirror, suite, keyring };
}

/** @returns {Promise<Record<string, string>>} what /etc/os-release says */
export async function osRelease() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(match => [
      match[1],
      match[2],
    ]),
  );
}

async function machineSuite() {
  const { ID, VERSION_CODENAME } = await osRelease();
  return ID === 'debian' ? VERSION_CODENAME : undefined;
}

/** @param {string} suite */
async function machineMirror(suite) {
  const targets = await run('apt-get', [
    'indextargets',
    '--format',
    '$(RELEASE) $(COMPONENT) $(SITE)',
    'Created-By: Packages',
  ]);
  const prefix = `${suite} main `;
  return targets
    .split('\n')
    .find(line => line.startsWith(prefix))
    ?.slice(prefix.length);
}
