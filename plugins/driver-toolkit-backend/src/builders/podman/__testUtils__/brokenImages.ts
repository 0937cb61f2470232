import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFolder, type LocalPodman } from '../localPodman';

interface StoredImage {
  id: string;
  'big-data-names'?: string[];
}

/** Images without a manifest: a single one makes `podman images` fail. */
export async function brokenImages(podman: LocalPodman): Promise<string[]> {
  const file = join(storageFolder(podman, 'images'), 'images.json');
  const images: StoredImage[] = JSON.parse(await readFile(file, 'utf8'));
  return images
    .filter(image => !image['big-data-names']?.includes('manifest'))
    .map(({ id }) => id);
}
