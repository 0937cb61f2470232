import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopLab } from '../../lab/Lab.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { prepareLab } from './prepareLab.mjs';

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { Teardown } from '../processes/Teardown.mjs'
 * @import { LabOptions } from './prepareLab.mjs'
 * @import { Surroundings } from './prepareNode.mjs'
 */

/** The folder below a lab's home that podman owns: only podman can empty it. */
const PODMAN_FOLDER = 'containers';
/** Its contents, except the storages of builders. */
const PODMAN_OWN = ['engine', 'run', 'storage', 'tmp'];

/**
 * A separate lab for tests or measurements, as empty as a new one. With images of an earlier run, tests would find
 * images that they expect to be missing, and builds would end too soon. The cache that labs share is kept.
 *
 * @param {Surroundings & LabOptions & { home: string }} options
 * @returns {Promise<LabState>}
 */
export async function prepareEmptyLab({
  home,
  ports,
  toolFiles,
  progress,
  teardown,
}) {
  await stopLab(home);
  for (const name of await readdir(home).catch(() => [])) {
    if (name !== PODMAN_FOLDER) {
      await rm(join(home, name), { recursive: true, force: true });
    }
  }
  const lab = await prepareLab({
    home,
    ports,
    toolFiles,
    progress,
    teardown,
  });
  await removeBuilderStorages(lab, teardown);
  await podman(lab, teardown, ['rm', '--all', '--force']);
  await podman(lab, teardown, ['rmi', '--all', '--force']);
  return lab;
}

/**
 * Unless the user is root, only podman can remove files of other users in its namespace.
 *
 * @param {LabState} lab
 * @param {Teardown} teardown
 */
async function removeBuilderStorages(lab, teardown) {
  const folder = join(lab.home, PODMAN_FOLDER);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || PODMAN_OWN.includes(entry.name)) {
      continue;
    }
    const path = join(folder, entry.name);
    if (process.getuid?.() === 0) {
      await rm(path, { recursive: true, force: true });
    } else {
      await podman(lab, teardown, ['unshare', 'rm', '-rf', '--', path]);
    }
  }
}

/**
 * @param {LabState} lab
 * @param {Teardown} teardown
 * @param {string[]} args
 */
async function podman(lab, teardown, args) {
  const { code, lines } = await runCommand('podman', args, {
    env: { ...process.env, ...lab.env },
    teardown,
  });
  if (code !== 0) {
    throw new UserError(
      `The lab's podman storage could not be emptied: podman ${args.join(
        ' ',
      )}: ${lines.join('\n')}`,
    );
  }
}
