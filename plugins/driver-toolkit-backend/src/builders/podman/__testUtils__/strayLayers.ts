import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPodman } from '../localPodman';

interface StoredLayer {
  id: string;
  parent?: string;
}

interface LayerUser {
  layer: string;
  'mapped-layers'?: string[];
}

/**
 * Layers that no image, container or other layer uses: nothing removes them.
 */
export async function strayLayers(podman: LocalPodman): Promise<string[]> {
  const list = async <T>(kind: string): Promise<T[]> => {
    const file = join(
      podman.graphRoot,
      `${podman.graphDriverName}-${kind}`,
      `${kind}.json`,
    );
    return JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) ?? [];
  };
  const layers = await list<StoredLayer>('layers');
  const users = [
    ...(await list<LayerUser>('images')),
    ...(await list<LayerUser>('containers')),
  ];
  const used = new Set([
    ...layers.map(({ parent }) => parent),
    ...users.flatMap(user => [user.layer, ...(user['mapped-layers'] ?? [])]),
  ]);
  return layers.map(({ id }) => id).filter(id => !used.has(id));
}
