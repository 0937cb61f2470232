import { join } from 'node:path';
import { storageFolder, type LocalPodman } from '../localPodman';
import { readJsonFile } from '../readJsonFile';

/** The list that containers/storage keeps of one kind, as its newest whole version has it. */
export async function listStored<T>(
  podman: Pick<LocalPodman, 'graphRoot' | 'graphDriverName'>,
  kind: 'containers' | 'images' | 'layers',
): Promise<T[]> {
  const folder = storageFolder(podman, kind);
  const parts = await Promise.all(
    // Newer storage lists what belongs to builds apart.
    [`${kind}.json`, `volatile-${kind}.json`].map(name =>
      readJsonFile<T[]>(join(folder, name)),
    ),
  );
  return parts.flatMap(part => part ?? []);
}
