import { join } from 'node:path';
import { storageFolder, type LocalPodman } from '../localPodman';
import { readJsonFile } from '../readJsonFile';

/** The newest complete list of one kind that containers/storage keeps. */
export async function listStored<T>(
  podman: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'>,
  kind: 'containers' | 'images' | 'layers',
): Promise<T[]> {
  const folder = storageFolder(podman, kind);
  const parts = await Promise.all(
    // Newer versions keep a separate list for builds.
    [`${kind}.json`, `volatile-${kind}.json`].map(name =>
      readJsonFile<T[]>(join(folder, name)),
    ),
  );
  return parts.flatMap(part => part ?? []);
}
