import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopLab } from '../../lab/Lab.mjs';
import { prepareLab } from '../bootstrap/prepareLab.mjs';
import { inRepository } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { UserError } from '../terminal/UserError.mjs';

const HOME = inRepository('.cache/lab/test');
const PORTS = { registry: 5051, mirror: 8096, forge: 3051 };

/** The folder below a lab's home that podman owns: only podman can empty it. */
const PODMAN_FOLDER = 'containers';

/**
 * A lab for tests, beside a person's own and as empty as a new one: with what an earlier run built still in it, tests
 * would see images where they expect none and builds would be over before they can be watched. What labs share in the
 * cache is kept.
 *
 * @returns {Promise<object>} the lab's state
 */
export async function prepareTestLab({ progress, teardown }) {
  await stopLab(HOME);
  for (const name of await readdir(HOME).catch(() => [])) {
    if (name !== PODMAN_FOLDER) {
      await rm(join(HOME, name), { recursive: true, force: true });
    }
  }
  const lab = await prepareLab({
    home: HOME,
    ports: PORTS,
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
      `The test lab's podman storage could not be emptied: podman ${args.join(
        ' ',
      )}: ${lines.join('\n')}`,
    );
  }
}
