import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFolder, type LocalPodman } from '../localPodman';
import type { PodmanQuery } from '../process/Podman';

/** The part that we need of buildah's record of a working container. */
interface BuildahState {
  CommonBuildOpts?: { Secrets?: string[] | null } | null;
}

/**
 * The argument that marks a build's working containers as ours: a secret that
 * no step uses. It changes neither the image nor the layer cache.
 */
export function ownershipArguments(ownerFile: string): string[] {
  return ['--secret', `id=driver-toolkit-build,src=${ownerFile}`];
}

/**
 * Removes the working containers of builds that were marked by a file below
 * `folder`. podman leaves them if it is stopped between two steps, or killed.
 *
 * @remarks buildah keeps a working container's options in
 * `userdata/buildah.json`; for other containers, that file names no such
 * secret.
 */
export async function removeWorkingContainers(
  folder: string,
  podman: LocalPodman,
  query: PodmanQuery,
): Promise<void> {
  const containers = storageFolder(podman, 'containers');
  const ids = await readdir(containers).catch(() => [] as string[]);
  const ours: string[] = [];
  for (const id of ids) {
    const state = await readState(join(containers, id));
    const secrets = state?.CommonBuildOpts?.Secrets ?? [];
    if (secrets.some(secret => secret.includes(`src=${folder}/`))) {
      ours.push(id);
    }
  }
  if (ours.length > 0) {
    await query(['rm', '--force', '--ignore', ...ours]);
  }
}

async function readState(container: string): Promise<BuildahState | undefined> {
  try {
    return JSON.parse(
      await readFile(join(container, 'userdata', 'buildah.json'), 'utf8'),
    );
  } catch {
    return undefined; // not a working container, or already gone
  }
}
