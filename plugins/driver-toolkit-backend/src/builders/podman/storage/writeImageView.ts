import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listStored } from '../images/listStored';
import { storageFolder, type LocalPodman } from '../localPodman';

/** Entries of the lists that containers/storage keeps. */
interface StoredImage {
  id: string;
  layer?: string;
}
interface StoredLayer {
  id: string;
  parent?: string;
}

/** A driver's folder of layers' content. */
const LAYERS_IN: Record<string, string | undefined> = {
  overlay: 'overlay',
  vfs: 'vfs/dir',
};
/** `overlay`'s folder of links to layers, next to them. */
const LINKS_IN = ['l'];

type StoredAt = Pick<LocalPodman, 'graphRoot' | 'graphDriverName'>;

/** An entry, and the root of its storage. */
type Found<T> = T & { graphRoot: string };

/**
 * Writes a read-only storage with one image of another storage, by links to its
 * layers.
 *
 * @remarks A storage that builds write to must not be another podman's
 * additional image store: podman locks the lists of images and layers in one
 * order to read such a store, and in the opposite order to commit a layer to
 * it. The kernel answers EDEADLK, and containers/storage retries forever. A
 * view has its own lists. The layers of a finished image never change, and
 * lists are replaced as a whole, so no lock is needed.
 *
 * Format: containers/storage. `<driver>-images/images.json`,
 * `<driver>-layers/layers.json`, and each layer's folder, which with `overlay` is
 * named by the link `overlay/l/<link>` in the layers above it.
 *
 * @param folder - empty, or does not exist yet
 * @param storage - contains the image
 * @param names - the image's names in the view
 * @returns whether it succeeded
 */
export async function writeImageView(
  folder: string,
  storage: LocalPodman,
  imageId: string,
  names: readonly string[] = [],
): Promise<boolean> {
  const { graphDriverName } = storage;
  const id = imageId.replace(/^sha256:/, '');
  const stores = [storage.graphRoot, ...storage.imageStores];
  const layersIn = LAYERS_IN[graphDriverName];
  if (layersIn === undefined) {
    return false;
  }
  const images = await listAll<StoredImage>(storage, stores, 'images');
  const layers = new Map(
    (await listAll<StoredLayer>(storage, stores, 'layers'))
      // If two storages have a layer, the first one counts.
      .reverse()
      .map(layer => [layer.id, layer]),
  );
  const image = images.find(one => one.id === id);
  const chain = image && chainOf(image.layer, layers);
  if (!chain) {
    return false;
  }
  const view = { graphRoot: folder, graphDriverName };
  await mkdir(join(folder, layersIn, ...LINKS_IN), { recursive: true });
  for (const kind of ['images', 'layers'] as const) {
    await mkdir(storageFolder(view, kind));
    await writeFile(join(storageFolder(view, kind), `${kind}.lock`), '');
  }
  await symlink(
    join(storageFolder({ ...view, ...image }, 'images'), id),
    join(storageFolder(view, 'images'), id),
  );
  await writeList(view, 'images', [{ ...image, names }]);
  for (const { graphRoot, id: layer } of chain) {
    const content = join(graphRoot, layersIn, layer);
    await symlink(content, join(folder, layersIn, layer));
    if (graphDriverName === 'overlay') {
      const link = await readFile(join(content, 'link'), 'utf8');
      await symlink(
        // Like podman's own links, because podman reads the target's path.
        join('..', layer, 'diff'),
        join(folder, layersIn, ...LINKS_IN, link),
      );
    }
  }
  for (const graphRoot of new Set(chain.map(layer => layer.graphRoot))) {
    await linkLayerFiles({ ...view, graphRoot }, view, chain);
  }
  await writeList(view, 'layers', chain);
  return true;
}

async function listAll<T>(
  storage: LocalPodman,
  stores: readonly string[],
  kind: 'images' | 'layers',
): Promise<Found<T>[]> {
  const lists = await Promise.all(
    stores.map(async graphRoot =>
      (
        await listStored<T>({ ...storage, graphRoot }, kind)
      ).map(entry => ({
        ...entry,
        graphRoot,
      })),
    ),
  );
  return lists.flat();
}

/** Layers from the lowest to the uppermost; undefined if one is missing. */
function chainOf(
  top: string | undefined,
  layers: ReadonlyMap<string, Found<StoredLayer>>,
): Found<StoredLayer>[] | undefined {
  const chain: Found<StoredLayer>[] = [];
  for (let id = top; id; ) {
    const layer = layers.get(id);
    if (!layer) {
      return undefined;
    }
    chain.unshift(layer);
    id = layer.parent;
  }
  return chain.length > 0 ? chain : undefined;
}

/** Links the files that podman needs to export layers. */
async function linkLayerFiles(
  from: StoredAt,
  to: StoredAt,
  layers: readonly StoredLayer[],
): Promise<void> {
  const ids = new Set(layers.map(({ id }) => id));
  const folder = storageFolder(from, 'layers');
  for (const name of await readdir(folder)) {
    if (ids.has(name.replace(/\..*$/, ''))) {
      await symlink(
        join(folder, name),
        join(storageFolder(to, 'layers'), name),
      );
    }
  }
}

function writeList(
  view: StoredAt,
  kind: 'images' | 'layers',
  entries: readonly (Found<object> & { names?: readonly string[] })[],
): Promise<void> {
  return writeFile(
    join(storageFolder(view, kind), `${kind}.json`),
    JSON.stringify(entries.map(({ graphRoot: _, ...entry }) => entry)),
  );
}
