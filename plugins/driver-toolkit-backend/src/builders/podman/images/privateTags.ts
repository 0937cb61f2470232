import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { PodmanStore } from '../storage/PodmanStore';
import { listStored } from './listStored';

const REPOSITORY = 'localhost/driver-toolkit-build';

/**
 * A name for an image while its build needs it: nobody can guess it, and
 * nothing prunes an image with a name. It contains the work directory of its
 * backend, so that other backends can see when it is no longer needed.
 */
export function privateTag(workDirectory: string): string {
  return `${prefixOf(workDirectory)}${randomUUID()}`;
}

/**
 * Removes an image's private name, if it still has it; layers stay for later
 * builds.
 */
export async function removePrivateTag(
  { podman, local }: PodmanStore,
  tag: string,
): Promise<void> {
  if (!local || (await privateTagsIn({ podman, local }, tag)).length > 0) {
    await podman.query(['untag', tag, tag]);
  }
}

/** Removes the private names that the backend of a work directory left. */
export async function removePrivateTags(
  store: PodmanStore,
  workDirectory: string,
): Promise<void> {
  const prefix = prefixOf(workDirectory);
  for (const tag of await privateTagsIn(store, prefix)) {
    await store.podman.query(['untag', tag, tag]);
  }
}

async function privateTagsIn(
  { podman, local }: PodmanStore,
  prefix: string,
): Promise<string[]> {
  const names = local
    ? // Most stores have none, and their lists show that at once.
      (await listStored<{ names?: string[] }>(local, 'images')).flatMap(
        image => image.names ?? [],
      )
    : (
        await podman.query([
          'images',
          '--filter',
          `reference=${REPOSITORY}`,
          '--format',
          '{{.Repository}}:{{.Tag}}',
        ])
      ).split('\n');
  return names.filter(name => name.startsWith(prefix));
}

function prefixOf(workDirectory: string): string {
  return `${REPOSITORY}:${basename(workDirectory)}-`;
}
