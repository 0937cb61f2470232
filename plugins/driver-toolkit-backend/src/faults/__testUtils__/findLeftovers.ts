import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { listStored } from '../../builders/podman/images/listStored';
import {
  findLocalPodman,
  type LocalPodman,
} from '../../builders/podman/localPodman';
import { listRuntimeContainers } from '../../builders/podman/process/listRuntimeContainers';
import { Podman, type PodmanQuery } from '../../builders/podman/process/Podman';
import { BuilderStores } from '../../builders/podman/storage/BuilderStores';
import type { PodmanStore } from '../../builders/podman/storage/PodmanStore';
import { startTimeOf } from '../../machine/processTree';
import { findProcesses } from './findProcesses';

const run = promisify(execFile);

/** Time for processes that are about to end, such as podman's own clean-up. */
const PATIENCE_MS = 10_000;
const POLL_MS = 200;
const LIST_ATTEMPTS = 10;

/**
 * Descriptions of what builds left on this machine; empty if nothing is left.
 *
 * @remarks Looks for processes, mounts, containers of podman, of builds and of
 * the OCI runtime, and for temporary files. Call it while no build runs;
 * backends may run.
 *
 * @param env - the backends' environment: it selects podman's storage, which
 * nothing else may use meanwhile, and `TMPDIR`, which only they use
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

/** Like {@link findLeftovers}, without waiting. */
export async function listLeftovers(env: NodeJS.ProcessEnv): Promise<string[]> {
  const query: PodmanQuery = async args =>
    (await run('podman', args, { env })).stdout;
  const podman = await findLocalPodman(query);
  if (!podman || !env.TMPDIR) {
    throw new Error(
      'findLeftovers needs a TMPDIR, and podman on this machine.',
    );
  }
  const { runtime } = podman;
  // Builders' storages are next to podman's own.
  const storages = [
    podman.graphRoot,
    join(dirname(podman.graphRoot), 'driver-toolkit'),
  ];
  const folders = [...storages, env.TMPDIR];
  const stores = await storesBeside(podman, env);
  return [
    // Inspections of images keep their storage in memory.
    ...(await findProcesses([...storages, inMemory()], env.TMPDIR)),
    ...(await containers(query)),
    ...(
      await Promise.all(
        stores.map(store => containers(args => store.podman.query(args))),
      )
    ).flat(),
    ...(await privateImages(stores)),
    ...(await runtimeContainers(runtime, folders)),
    ...(await mounts(folders)),
    ...(await temporaryFiles(env.TMPDIR)),
    ...(await storagesInMemory(env.TMPDIR)),
  ];
}

/** The storages that the builders of these backends write to. */
async function storesBeside(
  own: LocalPodman,
  environment: NodeJS.ProcessEnv,
): Promise<Required<PodmanStore>[]> {
  const podman = new Podman({
    temporaryDirectory: environment.TMPDIR!,
    environment,
  });
  const folder = join(dirname(own.graphRoot), 'driver-toolkit');
  const builders = await readdir(folder).catch(() => []);
  const written = builders.map(builder =>
    new BuilderStores(join(folder, builder), { podman, own }).written(),
  );
  return (await Promise.all(written)).flat();
}

/** Images that still have their private name from the build. */
async function privateImages(
  stores: Required<PodmanStore>[],
): Promise<string[]> {
  const lists = stores.map(({ local }) =>
    listStored<{ names?: string[] }>(local, 'images'),
  );
  return (await Promise.all(lists))
    .flat()
    .flatMap(image => image.names ?? [])
    .filter(name => name.startsWith('localhost/driver-toolkit-build:'))
    .map(name => `Image ${name} is there`);
}

/** podman fails if a container disappears while it lists it. */
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
        // podman, if run by root, keeps its storage's folders mounted on
        // themselves.
        folders.some(folder => isBelow(folder, point)) &&
        !/\/overlay$/.test(point),
    )
    .map(point => `${point} is mounted`);
}

/**
 * Everything except the empty folders of live backends: see `WorkDirectory`.
 */
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

/** Storages of backends whose temporary files exist: see `MemoryStorage`. */
async function storagesInMemory(temporary: string): Promise<string[]> {
  const marks: string[] = [];
  for (const name of await readdir(temporary)) {
    for (const builder of await readdir(join(temporary, name))) {
      const { dev, ino } = await stat(join(temporary, name, builder));
      marks.push(`${dev}:${ino}:`);
    }
  }
  const found: string[] = [];
  const shared = inMemory();
  for (const name of await readdir(shared).catch(() => [])) {
    const folder = join(shared, name);
    const owner = await readFile(join(folder, 'owner'), 'utf8').catch(() => '');
    if (marks.some(mark => owner.startsWith(mark))) {
      found.push(`${folder} is there`);
    }
  }
  return found;
}

/** See `MemoryStorage`. */
function inMemory(): string {
  return `/dev/shm/driver-toolkit-${process.getuid!()}`;
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`);
}
