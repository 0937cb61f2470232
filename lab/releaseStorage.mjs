import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ociRuntime } from './containers.mjs';
import { findCommand } from './process/findCommand.mjs';
import { run } from './process/run.mjs';

const engines = ['podman', 'buildah', 'conmon', 'skopeo'];

/**
 * Removes what killed builds left in a lab's podman storage: containers that still run a step, and
 * mounts. Does nothing while a process uses that storage.
 *
 * @param {import('./labState.mjs').LabState} state
 * @returns {Promise<{ busy: number[] }>} processes that use the storage
 */
export async function releaseStorage({ home, env }) {
  const busy = await enginesOf(env);
  if (busy.length === 0) {
    await endContainers(env.TMPDIR);
    await unmountBelow(join(home, 'containers'));
  }
  return { busy };
}

/** @param {Record<string, string>} env */
async function enginesOf(env) {
  // Builders have storages of their own beside the lab's.
  const mark = `CONTAINERS_STORAGE_CONF=${dirname(
    env.CONTAINERS_STORAGE_CONF,
  )}/`;
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const found = [];
  for (const pid of pids) {
    const read = (/** @type {string} */ name) =>
      readFile(`/proc/${pid}/${name}`, 'latin1');
    try {
      const isEngine = engines.includes((await read('comm')).trim());
      const variables = isEngine ? (await read('environ')).split('\0') : [];
      if (variables.some(variable => variable.startsWith(mark))) {
        found.push(Number(pid));
      }
    } catch {
      // It ended meanwhile, or is somebody else's.
    }
  }
  return found;
}

/**
 * A container is the lab's if its bundle is in the lab's folder for temporary files.
 *
 * @param {string} temporary
 */
async function endContainers(temporary) {
  const runtime = await findCommand(await ociRuntime());
  if (!runtime) {
    return;
  }
  const listed = await run(runtime, ['list', '--format=json']);
  for (const { id, bundle } of JSON.parse(listed || 'null') ?? []) {
    if (bundle.startsWith(`${temporary}/`)) {
      await run(runtime, ['delete', '--force', id]);
    }
  }
}

/** @param {string} folder */
async function unmountBelow(folder) {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const points = mounts
    .split('\n')
    .map(line => (line.split(' ')[1] ?? '').replace(/\\040/g, ' '))
    .filter(point => point.startsWith(`${folder}/`));
  // What was mounted last may be mounted on what was mounted before.
  for (const point of points.reverse()) {
    await run('umount', [point]);
  }
}
