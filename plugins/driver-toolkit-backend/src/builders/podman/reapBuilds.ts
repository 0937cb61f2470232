import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { listRuntimeContainers } from './listRuntimeContainers';
import { findLocalPodman, type LocalPodman } from './localPodman';
import { continueOrphans, stopOrphans } from './orphans';
import { removeManifestLists } from './manifestLists';
import type { PodmanQuery } from './Podman';
import { removeReadContainers } from './readImagePath';
import { removeFolder } from './removeFolder';
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
  podman: LocalPodman,
  query: PodmanQuery,
): Promise<void> {
  await deleteRuntimeContainers(folder, podman.runtime);
  await removeWorkingContainers(folder, podman, query);
}

/**
 * {@link reapBuilds} for a whole work directory, which goes in any case, and
 * for the podman processes that outlived its backend.
 */
export async function reapWorkDirectory(
  workDirectory: string,
  query: PodmanQuery,
): Promise<void> {
  try {
    continueOrphans(workDirectory);
    const podman = await findLocalPodman(query);
    await stopOrphans(workDirectory, podman);
    if (podman) {
      await reapBuilds(workDirectory, podman, query);
    }
    await removeReadContainers(workDirectory, query);
    await removeManifestLists(workDirectory, query);
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
