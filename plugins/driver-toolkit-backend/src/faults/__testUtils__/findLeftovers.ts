import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { listRuntimeContainers } from '../../builders/podman/listRuntimeContainers';
import { findLocalPodman } from '../../builders/podman/localPodman';
import type { PodmanQuery } from '../../builders/podman/Podman';
import { startTimeOf } from '../../builders/podman/processTree';
import { findProcesses } from './findProcesses';

const run = promisify(execFile);

/** What has been told to end, such as podman's own clean-up, may take so long. */
const PATIENCE_MS = 10_000;
const POLL_MS = 200;
const LIST_ATTEMPTS = 10;

/**
 * What builds have left on this machine, in words; empty when there is nothing.
 *
 * @remarks
 * Looks for processes, mounts, containers of podman, of builds and of the OCI
 * runtime, and for temporary files. To be asked when no build runs; backends
 * may.
 *
 * @param env - that the backends have been run with: it chooses podman's
 * storage, which nobody else uses meanwhile, and `TMPDIR`, theirs alone
 */
export async function findLeftovers(
  env: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await listLeftovers(env);
    if (found.length === 0 || Date.now() > deadline) {
      return found;
    }
    await delay(POLL_MS);
  }
}

/** {@link findLeftovers} without any patience: what is there now. */
export async function listLeftovers(env: NodeJS.ProcessEnv): Promise<string[]> {
  const query: PodmanQuery = async args =>
    (await run('podman', args, { env })).stdout;
  const podman = await findLocalPodman(query);
  if (!podman || !env.TMPDIR) {
    throw new Error('Leftovers are found on this machine and below a TMPDIR.');
  }
  const { graphRoot, runtime } = podman;
  return [
    ...(await findProcesses(graphRoot, env.TMPDIR)),
    ...(await containers(query)),
    ...(await runtimeContainers(runtime, [graphRoot, env.TMPDIR])),
    ...(await mounts([graphRoot, env.TMPDIR])),
    ...(await temporaryFiles(env.TMPDIR)),
    ...(await storagesInMemory(env.TMPDIR)),
  ];
}

/** podman gives up when a container goes away that it is about to list. */
async function containers(query: PodmanQuery): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const output = await query([
        ...['ps', '--all', '--external'],
        ...['--format', 'Container {{.ID}} {{.Names}} is {{.Status}}'],
      ]);
      return output.split('\n').filter(Boolean);
    } catch (error) {
      if (attempt === LIST_ATTEMPTS) {
        throw error;
      }
      await delay(POLL_MS);
    }
  }
}

async function runtimeContainers(
  runtime: string,
  folders: string[],
): Promise<string[]> {
  return (await listRuntimeContainers(runtime))
    .filter(({ bundle }) => folders.some(folder => isBelow(folder, bundle)))
    .map(({ id, bundle }) => `${runtime} has container ${id} of ${bundle}`);
}

/** Format: proc(5), `/proc/pid/mountinfo`; the fifth field is the mount point. */
async function mounts(folders: string[]): Promise<string[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return lines
    .map(line => line.split(' ')[4] ?? '')
    .filter(
      point =>
        // podman, as root, keeps its storage's folders mounted on themselves.
        folders.some(folder => isBelow(folder, point)) &&
        !/\/overlay$/.test(point),
    )
    .map(point => `${point} is mounted`);
}

/** All but the empty folders of backends that live: see `WorkDirectory`. */
async function temporaryFiles(temporary: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(temporary)) {
    const shared = join(temporary, name);
    if (!/^driver-toolkit(-\d+)?$/.test(name)) {
      found.push(`${shared} is there`);
      continue;
    }
    for (const builder of await readdir(shared)) {
      for (const work of await readdir(join(shared, builder))) {
        const [pid, started] = work.split('-');
        const path = join(shared, builder, work);
        if (startTimeOf(Number(pid)) !== started) {
          found.push(`${path} is there, of a backend that is not`);
        }
        const files = await readdir(path).catch(() => []);
        found.push(...files.map(file => `${join(path, file)} is there`));
      }
    }
  }
  return found;
}

/** Of backends whose temporary files are there: see `MemoryStorage`. */
async function storagesInMemory(temporary: string): Promise<string[]> {
  const marks: string[] = [];
  for (const name of await readdir(temporary)) {
    for (const builder of await readdir(join(temporary, name))) {
      const { dev, ino } = await stat(join(temporary, name, builder));
      marks.push(`${dev}:${ino}:`);
    }
  }
  const found: string[] = [];
  const shared = `/dev/shm/driver-toolkit-${process.getuid!()}`;
  for (const name of await readdir(shared).catch(() => [])) {
    const folder = join(shared, name);
    const owner = await readFile(join(folder, 'owner'), 'utf8').catch(() => '');
    if (marks.some(mark => owner.startsWith(mark))) {
      found.push(`${folder} is there`);
    }
  }
  return found;
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`);
}
