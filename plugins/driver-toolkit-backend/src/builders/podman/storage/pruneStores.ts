import { toError } from '@backstage/errors';
import type { BuilderStores } from './BuilderStores';
import type { LockedFolder } from './LockedFolder';

/** What a builder's storages may take. */
export interface StoreLimits {
  /** Bytes of layers. */
  maxBytes: number;
  /** Milliseconds after which what nobody has used is removed. */
  maxAgeMs: number;
}

/** How much a builder's storages take, in bytes of layers. */
export interface StoreUsage {
  toolkits: number;
  drivers: number;
  images: number;
  kept: number;
}

/** Something that can be removed: it is made again when it is needed. */
interface Removable {
  folder: LockedFolder;
  bytes: number;
  lastUse: number;
  remove: () => Promise<void>;
}

/** Adds up what a builder's storages take. */
export async function measureStores(
  stores: BuilderStores,
): Promise<StoreUsage> {
  const sum = async (sizes: Promise<number>[]) =>
    (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
  const [drivers, images, kept] = await Promise.all([
    stores.driverFolders(),
    stores.images.folders(),
    stores.kept.folders(),
  ]);
  return {
    toolkits: await stores.storageIn(stores.toolkitFolder).size(),
    drivers: await sum(drivers.map(one => stores.storageIn(one).size())),
    images: await sum(images.map(one => stores.images.size(one))),
    kept: await sum(kept.map(one => stores.kept.size(one))),
  };
}

/**
 * Removes what can be made again and that nobody uses now: what cannot be used
 * any more, then what nobody has used for long, then what was used longest ago,
 * until the rest is small enough. Images that are kept do not count: they stay.
 * The toolkits' own storage goes last: without it the next build pulls its base
 * image and makes the common layers again.
 *
 * @throws AggregateError of what could not be removed, once all else is
 */
export async function pruneStores(
  stores: BuilderStores,
  { maxBytes, maxAgeMs }: StoreLimits,
): Promise<void> {
  const errors: unknown[] = [];
  // One that cannot be removed keeps none of the others.
  const ifUnused = async (folder: LockedFolder, run: () => Promise<void>) => {
    try {
      return await folder.ifUnused(run);
    } catch (error) {
      errors.push(error);
      return false;
    }
  };
  await removeUseless(stores, ifUnused);
  const removables = await listRemovables(stores);
  const usage = await measureStores(stores);
  let bytes = usage.toolkits + usage.drivers + usage.images;
  const oldest = Date.now() - maxAgeMs;
  for (const { folder, bytes: freed, lastUse, remove } of removables) {
    if (
      (lastUse < oldest || bytes > maxBytes) &&
      (await ifUnused(folder, remove))
    ) {
      bytes -= freed;
    }
  }
  if (errors.length > 0) {
    throw new AggregateError(
      errors,
      errors.map(error => toError(error).message).join('; '),
    );
  }
}

/** Storages of drivers whose toolkit is gone, and images that were built anew since. */
async function removeUseless(
  stores: BuilderStores,
  ifUnused: (
    folder: LockedFolder,
    run: () => Promise<void>,
  ) => Promise<boolean>,
): Promise<void> {
  for (const folder of await stores.driverFolders()) {
    if ((await stores.baseOf(folder)) === undefined) {
      await ifUnused(folder, async () => {
        // It may have got one meanwhile.
        if ((await stores.baseOf(folder)) === undefined) {
          await stores.storageIn(folder).remove();
        }
      });
    }
  }
  for (const folder of await stores.supersededImages()) {
    await ifUnused(folder, () => stores.kept.remove(folder));
  }
}

/** In the order in which they go. */
async function listRemovables(stores: BuilderStores): Promise<Removable[]> {
  const drivers = (await stores.driverFolders()).map(async folder => {
    const storage = stores.storageIn(folder);
    return describe(folder, await storage.size(), () => storage.remove());
  });
  const images = (await stores.images.folders()).map(async folder =>
    describe(folder, await stores.images.size(folder), () =>
      stores.images.remove(folder),
    ),
  );
  const toolkits = stores.storageIn(stores.toolkitFolder);
  const inOrder = await Promise.all([...drivers, ...images]);
  return [
    ...inOrder.sort((a, b) => a.lastUse - b.lastUse),
    await describe(stores.toolkitFolder, await toolkits.size(), () =>
      toolkits.remove(),
    ),
  ];
}

async function describe(
  folder: LockedFolder,
  bytes: number,
  remove: () => Promise<void>,
): Promise<Removable> {
  return { folder, bytes, lastUse: await folder.lastUse(), remove };
}
