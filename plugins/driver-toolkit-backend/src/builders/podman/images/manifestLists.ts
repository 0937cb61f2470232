import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { PodmanStore } from '../storage/PodmanStore';
import { listStored } from './listStored';

const REPOSITORY = 'localhost/driver-toolkit-list';

/**
 * A name for a manifest list in podman's storage. It contains the work
 * directory of its backend, so that other backends can see when the list is no
 * longer needed.
 */
export function manifestListName(workDirectory: string): string {
  return `${prefixOf(workDirectory)}${randomUUID()}`;
}

/** Removes the lists of a work directory, which are only names and digests. */
export async function removeManifestLists(
  workDirectory: string,
  { podman, local }: PodmanStore,
): Promise<void> {
  if (local && (await listStored(local, 'images')).length === 0) {
    return;
  }
  const names = await podman.query([
    'images',
    '--filter',
    `reference=${REPOSITORY}`,
    '--format',
    '{{.Repository}}:{{.Tag}}',
  ]);
  const left = names
    .split('\n')
    .filter(name => name.startsWith(prefixOf(workDirectory)));
  for (const name of left) {
    await podman.query(['manifest', 'rm', name]);
  }
}

function prefixOf(workDirectory: string): string {
  return `${REPOSITORY}:${basename(workDirectory)}-`;
}
