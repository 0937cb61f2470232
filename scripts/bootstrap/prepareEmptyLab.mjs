import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopLab } from '../../lab/Lab.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';
import { prepareLab } from './prepareLab.mjs';

/** The folder below a lab's home that podman owns: only podman can empty it. */
const PODMAN_FOLDER = 'containers';

/**
 * A lab for tests or measurements, beside a person's own and as empty as a new one: with what an earlier run built
 * still in it, tests would see images where they expect none and builds would be over before they can be watched. What
 * labs share in the cache is kept.
 *
 * @param {object} options
 * @param {string} options.home its folder
 * @param {object} options.ports
 * @param {boolean} [options.toolFiles] as of `startLab`
 * @returns {Promise<object>} the lab's state
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
  await podman(lab, teardown, ['rm', '--all', '--force']);
  await podman(lab, teardown, ['rmi', '--all', '--force']);
  return lab;
}

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
