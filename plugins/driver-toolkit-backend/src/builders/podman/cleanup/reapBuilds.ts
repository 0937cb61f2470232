import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { removeFolder } from '../../../machine/removeFolder';
import { removeManifestLists } from '../images/manifestLists';
import { removePrivateTags } from '../images/privateTags';
import { removeReadContainers } from '../images/readImagePath';
import { listRuntimeContainers } from '../process/listRuntimeContainers';
import type { Podman } from '../process/Podman';
import type { BuilderStores } from '../storage/BuilderStores';
import type { PodmanStore } from '../storage/PodmanStore';
import { continueOrphans, stopOrphans } from './orphans';
import { removeWorkingContainers } from './workingContainers';

const run = promisify(execFile);

const RUNTIME_TIMEOUT_MS = 30_000;

/**
 * Clears away what builds left whose `TMPDIR` was `folder` or lay in it: steps
 * that still run, their runtime state, and working containers.
 *
 * @remarks
 * A step's bundle lies in that `TMPDIR`, which was one build's own, so nobody
 * else's container is ever touched. Of a podman on another machine neither the
 * runtime nor the storage can be reached: there a step may go on.
 */
export async function reapBuilds(
  folder: string,
  { podman, local }: Required<PodmanStore>,
): Promise<void> {
  await deleteRuntimeContainers(folder, local.runtime);
  await removeWorkingContainers(folder, local, args => podman.query(args));
}

/**
 * {@link reapBuilds} for a whole work directory, which goes in any case, and
 * for the podman processes that outlived its backend.
 *
 * @param stores - undefined where podman is on another machine, or cannot say
 */
export async function reapWorkDirectory(
  workDirectory: string,
  podman: Podman,
  stores: BuilderStores | undefined,
): Promise<void> {
  try {
    continueOrphans(workDirectory);
    const written = await stores?.written();
    await stopOrphans(
      workDirectory,
      written?.map(({ local }) => local),
    );
    for (const store of written ?? []) {
      await reapBuilds(workDirectory, store);
    }
    for (const store of written ?? [{ podman }]) {
      await removeReadContainers(workDirectory, store);
      await removeManifestLists(workDirectory, store);
      await removePrivateTags(store, workDirectory);
    }
  } finally {
    await removeFolder(workDirectory);
  }
}

async function deleteRuntimeContainers(
  folder: string,
  runtime: string,
): Promise<void> {
  for (const { id, bundle } of await listRuntimeContainers(runtime)) {
    if (bundle.startsWith(`${folder}/`)) {
      await run(runtime, ['delete', '--force', id], {
        timeout: RUNTIME_TIMEOUT_MS,
      });
    }
  }
}
