import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RepositoryImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import {
  ContainerStorage,
  replaceFile,
  type OwnPodman,
} from './ContainerStorage';
import { LockedFolder } from './LockedFolder';
import { openStore, type OpenStore, type PodmanStore } from './PodmanStore';
import {
  isThere,
  SealedImages,
  type MakeImage,
  type OpenImage,
} from './SealedImages';
import { writeImageView } from './writeImageView';

const TOOLKITS = 'toolkits';
const DRIVERS = 'drivers';
const IMAGES = 'images';
const KEPT = 'kept';
const PROBE = 'probe';
/** Timeout for an empty storage, which is never in use for long. */
const EMPTY_WAIT_MS = 10 * 60_000;
/** Names the image storage that a driver's storage builds on. */
const BASE = 'base';
/** A view of that image. */
const VIEW = 'toolkit';

/** A toolkit image that was pulled for drivers. */
export interface PulledImage {
  /** podman's id of the image. */
  imageId: string;
}

/** A toolkit image that stays on this machine. */
export interface KeptImage {
  /** `image:tag` */
  reference: string;
  /** podman's id of the image. */
  imageId: string;
  image: RepositoryImage;
}

/**
 * The container storages of one builder on this machine.
 *
 * @remarks Builds that do not trust each other share nothing writable: podman
 * accepts any image of a storage as a step's cached layer if parent and history
 * match, and the image's author controls both.
 *
 * | folder | what is there | who writes to it | | ------------ | ------------------------------------- |
 * --------------------------- | | `toolkits/` | toolkit images and their base images | toolkit builds | | `drivers/…/`
 * | one driver on one toolkit | builds of that driver on it | | `images/…/` | one toolkit image, for drivers | one
 * pull, then nothing | | `kept/…/` | one toolkit image of a repository that this builder keeps | its build, then
 * nothing | | `probe/` | no build, and nothing for long | tests of podman itself |
 *
 * All but `kept` can be removed when no backend runs.
 */
export class BuilderStores {
  readonly root: string;
  readonly images: SealedImages<PulledImage>;
  readonly kept: SealedImages<KeptImage>;
  readonly #own: OwnPodman;

  /** The default folder of a builder's storages. */
  static rootOf(ownGraphRoot: string, builderId: string): string {
    return join(dirname(ownGraphRoot), 'driver-toolkit', builderId);
  }

  constructor(root: string, own: OwnPodman) {
    this.root = root;
    this.#own = own;
    this.images = new SealedImages(root, IMAGES, own);
    this.kept = new SealedImages(root, KEPT, own);
  }

  /** The storage of all toolkit builds. */
  async openToolkits(signal: AbortSignal): Promise<OpenStore> {
    const folder = this.toolkitFolder;
    const use = await folder.lock({ mode: 'shared', signal });
    try {
      const store = await this.storageIn(folder).store();
      return openStore(store, () => use.release());
    } catch (error) {
      await use.release();
      throw error;
    }
  }

  /**
   * The storage of one driver's builds on one toolkit image, which is
   * read-only.
   *
   * @param driver - identifies the driver and the trust domain of its builds
   * @param toolkit - `reference` is `image@sha256:…`; `pull` pulls that image
   * into a storage if it is missing
   */
  async openDriver(
    driver: string,
    toolkit: {
      reference: string;
      architecture: string;
      pull: MakeImage<PulledImage>;
    },
    signal: AbortSignal,
  ): Promise<OpenStore> {
    const { reference, architecture, pull } = toolkit;
    const base =
      (await this.#openKept(reference, signal)) ??
      // The digest identifies it, independent of its registry.
      (await this.images.open(
        `${reference.replace(/^.*@/, '')} ${architecture}`,
        { signal, make: pull },
      ));
    try {
      const folder = this.#driverFolder(
        [driver, reference, base.graphRoot].join('\n'),
      );
      const use = await folder.lock({ mode: 'shared', signal });
      try {
        await replaceFile(join(folder.path, BASE), base.graphRoot);
        const view = await this.#viewIn(folder, base, reference);
        const store = await this.storageIn(folder).store([view]);
        return openStore(store, async () => {
          await use.release();
          await base.close();
        });
      } catch (error) {
        await use.release();
        throw error;
      }
    } catch (error) {
      await base.close();
      throw error;
    }
  }

  /** Lends an empty storage, and removes it afterwards. */
  async lendEmpty<T>(use: (store: PodmanStore) => Promise<T>): Promise<T> {
    const folder = new LockedFolder(this.root, PROBE);
    const lock = await folder.lock({
      mode: 'exclusive',
      signal: AbortSignal.timeout(EMPTY_WAIT_MS),
    });
    const storage = this.storageIn(folder);
    try {
      // Removes one that a dead backend left.
      await storage.remove();
      return await use(await storage.store());
    } finally {
      try {
        await storage.remove();
      } finally {
        await lock.release();
      }
    }
  }

  get toolkitFolder(): LockedFolder {
    return new LockedFolder(this.root, TOOLKITS);
  }

  async driverFolders(): Promise<LockedFolder[]> {
    const names = await readdir(join(this.root, DRIVERS)).catch(() => []);
    return names.map(name => new LockedFolder(this.root, DRIVERS, name));
  }

  storageIn(folder: LockedFolder): ContainerStorage {
    return new ContainerStorage(folder.path, this.#own);
  }

  /** The image that a driver's storage builds on; undefined if it is gone. */
  async baseOf(folder: LockedFolder): Promise<string | undefined> {
    const base = await readFile(join(folder.path, BASE), 'utf8').catch(
      () => undefined,
    );
    return base && (await isThere(base)) ? base : undefined;
  }

  /** Kept images that a newer one has replaced. */
  async supersededImages(): Promise<LockedFolder[]> {
    const newest = new Map<string, number>();
    const images = await this.kept.list();
    for (const { description, madeAt } of images) {
      const { reference } = description;
      newest.set(reference, Math.max(newest.get(reference) ?? 0, madeAt));
    }
    return images
      .filter(
        ({ description, madeAt }) =>
          madeAt < newest.get(description.reference)!,
      )
      .map(({ name }) => this.kept.folderOf(name));
  }

  /** All storages that builds write to. */
  async written(): Promise<Required<PodmanStore>[]> {
    const drivers = (await this.driverFolders()).map(async folder => {
      const base = await this.baseOf(folder);
      return base === undefined
        ? undefined
        : this.storageIn(folder).store([join(folder.path, VIEW)]);
    });
    return [
      await this.storageIn(this.toolkitFolder).store(),
      ...(await Promise.all(drivers)).filter(store => store !== undefined),
    ];
  }

  /** The toolkit image under the name in the driver's Containerfile. */
  async #viewIn(
    folder: LockedFolder,
    base: OpenImage<PulledImage | KeptImage>,
    reference: string,
  ): Promise<string> {
    const view = join(folder.path, VIEW);
    if (await isFolder(view)) {
      return view;
    }
    const next = await mkdtemp(`${view}-`);
    const { graphRoot, description } = base;
    const storage = await new ContainerStorage(
      dirname(graphRoot),
      this.#own,
    ).store();
    if (
      !(await writeImageView(next, storage.local, description.imageId, [
        reference,
      ]))
    ) {
      throw new Error(
        `${graphRoot} does not have ${reference} in a known form. Is this version of podman supported?`,
      );
    }
    await rename(next, view).catch(async error => {
      // Another build of the driver was faster.
      await rm(next, { recursive: true });
      if (!(await isFolder(view))) {
        throw error;
      }
    });
    return view;
  }

  /** The image, if it belongs to a repository that this builder keeps. */
  async #openKept(
    toolkit: string,
    signal: AbortSignal,
  ): Promise<OpenImage<KeptImage> | undefined> {
    const found = (await this.kept.list()).find(
      ({ description: { reference, image } }) =>
        toolkit === `${reference.replace(/:[^:/]*$/, '')}@${image.digest}`,
    );
    return (
      found &&
      this.kept.open(found.name, {
        signal,
        make: async () => {
          throw new Error(`${toolkit} was just removed from this builder.`);
        },
      })
    );
  }

  #driverFolder(key: string): LockedFolder {
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
    return new LockedFolder(this.root, DRIVERS, hash);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  );
}
