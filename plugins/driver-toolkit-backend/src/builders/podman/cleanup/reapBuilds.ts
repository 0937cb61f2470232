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
 * Removes leftovers of builds whose `TMPDIR` was `folder` or a folder in it:
 * steps that still run, their runtime state, and working containers.
 *
 * @remarks A step's bundle is in that `TMPDIR`, which belonged to one build, so
 * other containers are never touched. If podman is on another machine, neither
 * its runtime nor its storage can be reached: a step may go on there.
 */
export async function reapBuilds(
  folder: string,
  { podman, local }: Required<PodmanStore>,
): Promise<void> {
  await deleteRuntimeContainers(folder, local.runtime);
  await removeWorkingContainers(folder, local, args => podman.query(args));
}

/**
 * {@link reapBuilds} for a whole work directory, which is always removed, and
 * for the podman processes that outlived its backend.
 *
 * @param stores - undefined if podman is on another machine, or does not answer
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
