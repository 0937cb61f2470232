import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPodman } from '../localPodman';
import { listStored } from './listStored';

/** Larger files may take longer. */
const MAX_BYTES = 1024 * 1024;

/** Entries of the lists that containers/storage keeps. */
interface StoredImage {
  id: string;
  layer?: string;
}
interface StoredLayer {
  id: string;
  parent?: string;
}

/**
 * Reads a small file of an image from its layers on this machine; undefined if
 * the layers do not show its content for certain.
 *
 * @remarks The uppermost layer with any part of the file's path decides. It may
 * hide content of lower layers with marks that only the kernel reads, and links
 * may lead anywhere, so none is followed: podman must answer in such cases.
 */
export async function readStoredFile(
  podman: LocalPodman,
  imageId: string,
  path: string,
): Promise<Buffer | undefined> {
  const [first, ...rest] = path.split('/').filter(Boolean);
  if (
    podman.graphDriverName !== 'overlay' ||
    first === undefined ||
    path.includes('..')
  ) {
    return undefined;
  }
  for (const graphRoot of [podman.graphRoot, ...podman.imageStores]) {
    for (const layer of await layersOf({ ...podman, graphRoot }, imageId)) {
      const top = join(graphRoot, 'overlay', layer, 'diff', first);
      if (await exists(top)) {
        return readPlainFile(top, rest);
      }
    }
  }
  return undefined;
}

/** Ids of an image's layers in its own storage, the uppermost first. */
async function layersOf(
  podman: LocalPodman,
  imageId: string,
): Promise<string[]> {
  const id = imageId.replace(/^sha256:/, '');
  const images = await listStored<StoredImage>(podman, 'images');
  const layers = await listStored<StoredLayer>(podman, 'layers');
  const parents = new Map(layers.map(layer => [layer.id, layer.parent]));
  const chain: string[] = [];
  let layer = images.find(image => image.id === id)?.layer;
  while (layer && parents.has(layer)) {
    chain.push(layer);
    layer = parents.get(layer);
  }
  return chain;
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** @param names - the path below `top`, name by name */
async function readPlainFile(
  top: string,
  names: readonly string[],
): Promise<Buffer | undefined> {
  let path = top;
  try {
    for (const name of names) {
      if (!(await lstat(path)).isDirectory()) {
        return undefined;
      }
      path = join(path, name);
    }
    const file = await open(
      path,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const stats = await file.stat();
      // If a file has no blocks, its content may be in a lower layer
      // (metacopy).
      const isWhole = stats.size === 0 || stats.blocks > 0;
      return stats.isFile() && isWhole && stats.size <= MAX_BYTES
        ? await file.readFile()
        : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
