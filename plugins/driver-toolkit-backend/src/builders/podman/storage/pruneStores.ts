import { toError } from '@backstage/errors';
import type { BuilderStores } from './BuilderStores';
import type { LockedFolder } from './LockedFolder';

/** Limits of a builder's storages. */
export interface StoreLimits {
  /** Bytes of layers. */
  maxBytes: number;
  /** Milliseconds after which unused storages are removed. */
  maxAgeMs: number;
}

/** Sizes of a builder's storages, in bytes of layers. */
export interface StoreUsage {
  toolkits: number;
  drivers: number;
  images: number;
  kept: number;
}

/** Something removable: it is made again when it is needed. */
interface Removable {
  folder: LockedFolder;
  bytes: number;
  lastUse: number;
  remove: () => Promise<void>;
}

/** Adds up the sizes of a builder's storages. */
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
 * Removes unused storages that can be made again: first useless ones, then
 * those unused for too long, then the least recently used, until the rest is
 * small enough. Kept images stay, and do not count. The toolkits' storage goes
 * last: without it the next build pulls its base image and makes the common
 * layers again.
 *
 * @throws AggregateError of all failed removals, after the others are done
 */
export async function pruneStores(
  stores: BuilderStores,
  { maxBytes, maxAgeMs }: StoreLimits,
): Promise<void> {
  const errors: unknown[] = [];
  // A failed removal does not stop the others.
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

/**
 * Storages of drivers whose toolkit is gone, and kept images that were
 * replaced.
 */
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
        // It may have one again.
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

/** In the order of their removal. */
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
