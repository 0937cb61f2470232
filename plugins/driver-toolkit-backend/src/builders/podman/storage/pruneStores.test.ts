import type { BuilderStores } from './BuilderStores';
import { pruneStores } from './pruneStores';

const DAY = 24 * 60 * 60_000;
const EVER = { maxBytes: Infinity, maxAgeMs: Infinity };

interface Storage {
  name: string;
  bytes: number;
  /** Days since it was used. */
  unused: number;
  inUse?: boolean;
  /** Belongs to a driver whose toolkit is gone. */
  baseless?: boolean;
  superseded?: boolean;
  /** Cannot be removed. */
  stuck?: boolean;
}

/** A builder's storages by sizes and times, and the removed ones in order. */
function storesOf(parts: {
  drivers?: Storage[];
  images?: Storage[];
  kept?: Storage[];
  toolkits?: Storage;
}) {
  const removed: string[] = [];
  const folderOf = (storage: Storage) => ({
    ...storage,
    lastUse: async () => Date.now() - storage.unused * DAY,
    ifUnused: async (run: () => Promise<void>) => {
      if (!storage.inUse) {
        await run();
      }
      return !storage.inUse;
    },
  });
  const remove = async ({ name, stuck }: Storage) => {
    if (stuck) {
      throw new Error(`EBUSY: ${name}`);
    }
    removed.push(name);
  };
  const sealed = (storages: Storage[] = []) => ({
    folders: async () => storages.map(folderOf),
    size: async ({ bytes }: Storage) => bytes,
    remove,
  });
  const { drivers = [], toolkits = { name: 'toolkits', bytes: 0, unused: 0 } } =
    parts;
  const stores = {
    toolkitFolder: folderOf(toolkits),
    driverFolders: async () => drivers.map(folderOf),
    baseOf: async ({ baseless }: Storage) => (baseless ? undefined : '/base'),
    storageIn: (storage: Storage) => ({
      size: async () => storage.bytes,
      remove: () => remove(storage),
    }),
    images: sealed(parts.images),
    kept: sealed(parts.kept),
    supersededImages: async () =>
      (parts.kept ?? []).filter(({ superseded }) => superseded).map(folderOf),
  } as unknown as BuilderStores;
  return { stores, removed };
}

describe('pruneStores', () => {
  it('removes nothing young within the limit, to the byte', async () => {
    const { stores, removed } = storesOf({
      drivers: [{ name: 'driver', bytes: 10, unused: 2 }],
      images: [{ name: 'image', bytes: 20, unused: 2 }],
      toolkits: { name: 'toolkits', bytes: 30, unused: 2 },
    });
    await pruneStores(stores, { maxBytes: 60, maxAgeMs: 2.5 * DAY });
    expect(removed).toEqual([]);
  });

  it('removes storages that were unused for long, including toolkits', async () => {
    const { stores, removed } = storesOf({
      drivers: [
        { name: 'old driver', bytes: 1, unused: 31 },
        { name: 'driver', bytes: 1, unused: 29 },
      ],
      images: [{ name: 'old image', bytes: 1, unused: 40 }],
      kept: [{ name: 'kept', bytes: 1, unused: 400 }],
      toolkits: { name: 'toolkits', bytes: 1, unused: 31 },
    });
    await pruneStores(stores, { ...EVER, maxAgeMs: 30 * DAY });
    expect(removed).toEqual(['old image', 'old driver', 'toolkits']);
  });

  it('removes the least recently used until the rest is small enough', async () => {
    const { stores, removed } = storesOf({
      drivers: [
        { name: 'second', bytes: 10, unused: 5 },
        { name: 'fourth', bytes: 10, unused: 1 },
      ],
      images: [
        { name: 'third', bytes: 10, unused: 3 },
        { name: 'first', bytes: 10, unused: 7 },
      ],
      toolkits: { name: 'toolkits', bytes: 10, unused: 9 },
    });
    await pruneStores(stores, { ...EVER, maxBytes: 21 });
    expect(removed).toEqual(['first', 'second', 'third']);
  });

  it('removes the toolkits last, because all images are built on them', async () => {
    const { stores, removed } = storesOf({
      drivers: [{ name: 'driver', bytes: 10, unused: 0 }],
      toolkits: { name: 'toolkits', bytes: 100, unused: 9 },
    });
    await pruneStores(stores, { ...EVER, maxBytes: 1 });
    expect(removed).toEqual(['driver', 'toolkits']);
  });

  it('skips storages in use, which still count', async () => {
    const { stores, removed } = storesOf({
      drivers: [
        { name: 'used', bytes: 10, unused: 9, inUse: true },
        { name: 'next', bytes: 10, unused: 5 },
      ],
      images: [{ name: 'image', bytes: 10, unused: 1 }],
    });
    await pruneStores(stores, { ...EVER, maxBytes: 20 });
    expect(removed).toEqual(['next']);
  });

  it('does not count kept images', async () => {
    const { stores, removed } = storesOf({
      drivers: [{ name: 'driver', bytes: 10, unused: 1 }],
      kept: [{ name: 'kept', bytes: 1000, unused: 1 }],
    });
    await pruneStores(stores, { ...EVER, maxBytes: 10 });
    expect(removed).toEqual([]);
  });

  it('continues if something cannot be removed, and says so', async () => {
    const { stores, removed } = storesOf({
      drivers: [
        {
          name: 'stuck baseless',
          bytes: 0,
          unused: 0,
          baseless: true,
          stuck: true,
        },
        { name: 'stuck', bytes: 10, unused: 9, stuck: true },
        { name: 'next', bytes: 10, unused: 5 },
      ],
      images: [{ name: 'image', bytes: 10, unused: 1 }],
    });
    await expect(
      pruneStores(stores, { ...EVER, maxBytes: 20 }),
    ).rejects.toThrow('EBUSY: stuck baseless; EBUSY: stuck');
    // Storages that could not be removed still count.
    expect(removed).toEqual(['next']);
  });

  it('removes useless storages unless they are in use', async () => {
    const { stores, removed } = storesOf({
      drivers: [
        { name: 'baseless', bytes: 1, unused: 0, baseless: true },
        { name: 'busy', bytes: 1, unused: 0, baseless: true, inUse: true },
        { name: 'driver', bytes: 1, unused: 0 },
      ],
      kept: [
        { name: 'superseded', bytes: 1, unused: 0, superseded: true },
        { name: 'read', bytes: 1, unused: 0, superseded: true, inUse: true },
        { name: 'kept', bytes: 1, unused: 0 },
      ],
    });
    await pruneStores(stores, EVER);
    expect(removed).toEqual(['baseless', 'superseded']);
  });
});
