import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCommand } from './process/findCommand.mjs';

/**
 * Writes a podman configuration with the lab's own storage, locks and temporary files, so that
 * podman never sees or changes the user's images and containers.
 *
 * @param {string} home
 * @param {string} registry - host and port
 * @returns {Promise<Record<string, string>>} the environment that selects it
 */
export async function writeContainersConfiguration(home, registry) {
  const folder = join(home, 'containers');
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const path = (/** @type {string} */ name) => join(folder, name);
  const port = registry.split(':')[1];
  await writeFile(
    path('storage.conf'),
    toml(
      '[storage]',
      'driver = "overlay"',
      `graphroot = ${JSON.stringify(path('storage'))}`,
      `runroot = ${JSON.stringify(path('run'))}`,
    ),
  );
  await writeFile(
    path('containers.conf'),
    toml(
      '[containers]',
      // Build steps reach the lab's servers on the loopback address.
      'netns = "host"',
      'log_driver = "k8s-file"',
      // Setting limits fails on machines without CAP_SYS_RESOURCE.
      'default_ulimits = []',
      '[engine]',
      `runtime = "${await ociRuntime()}"`,
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      `tmp_dir = ${JSON.stringify(path('engine'))}`,
      // The other type of lock is a memory segment that all of the user's podmans share.
      'lock_type = "file"',
    ),
  );
  await writeFile(
    path('registries.conf'),
    toml(
      'unqualified-search-registries = []',
      ...[registry, `localhost:${port}`].flatMap(location => [
        '[[registry]]',
        `location = "${location}"`,
        'insecure = true',
      ]),
      // The lab's base image, under the name of the public one.
      '[[registry]]',
      'prefix = "quay.io/centos"',
      `location = "${registry}/centos"`,
      'insecure = true',
    ),
  );
  return {
    CONTAINERS_CONF: path('containers.conf'),
    CONTAINERS_STORAGE_CONF: path('storage.conf'),
    CONTAINERS_REGISTRIES_CONF: path('registries.conf'),
    TMPDIR: temporary,
  };
}

/**
 * crun refuses hosts that mix both versions of cgroups.
 *
 * @returns {Promise<'crun' | 'runc'>}
 */
export async function ociRuntime() {
  const unified = existsSync('/sys/fs/cgroup/cgroup.controllers');
  return unified && (await findCommand('crun')) ? 'crun' : 'runc';
}

/** @param {string[]} lines */
function toml(...lines) {
  return `${lines.join('\n')}\n`;
}
