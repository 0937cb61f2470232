import type {
  BuilderInspection,
  BuiltImage,
  ImageBuild,
  ImageBuilder,
  ImageChange,
  ImageFiles,
  ImagePush,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { WorkDirectory } from '../../machine/WorkDirectory';
import { bootWithQemu } from '../qemu/bootWithQemu';
import { inspectQemu } from '../qemu/inspectQemu';
import { BuilderCaches } from './cache/BuilderCaches';
import { reapWorkDirectory } from './cleanup/reapBuilds';
import { ContainerfileGuard } from './containerfile/ContainerfileGuard';
import { probeMounts } from './containerfile/probeMounts';
import { deriveImage } from './images/deriveImage';
import { ImageContents } from './images/ImageContents';
import { Inspections } from './images/Inspections';
import { KeptImageRepository } from './images/KeptImageRepository';
import { makeImage, type MakeOptions } from './images/makeImage';
import { removePrivateTag } from './images/privateTags';
import type { PodmanBuilderConfig } from './PodmanBuilderConfig';
import { Chores } from './process/Chores';
import { Podman } from './process/Podman';
import { pushImage } from './registries/pushImage';
import { PushTurns } from './registries/PushTurns';
import { ScratchFolders } from './ScratchFolders';
import type { BuilderStores } from './storage/BuilderStores';
import { DomainStores } from './storage/DomainStores';
import { keepImage } from './storage/keepImage';
import type { OpenStore } from './storage/PodmanStore';
import { measureStores, pruneStores } from './storage/pruneStores';
import { findToolkit } from './storage/pullToolkit';
import { storeLimits } from './storage/storeLimits';
import { untilEnded } from './untilEnded';

/** Called for leftovers that could not be removed; they fail no build. */
export type OnProblem = (message: string, error: unknown) => void;

/** Options of a {@link PodmanBuilder}. */
export interface PodmanBuilderOptions {
  /**
   * Shared by all backends that run this builder; each gets its own folder in
   * it. Default: this user's folder in the temporary folder.
   */
  baseDirectory?: string;
  onProblem?: OnProblem;
  /**
   * Milliseconds that podman may take for queries that a healthy machine
   * answers at once.
   */
  queryTimeoutMs?: number;
  /** Milliseconds that podman may stall before the build's log says so. */
  stallMs?: number;
}

/**
 * Builds with the podman command line, on this machine or over a podman system
 * connection.
 *
 * @remarks It uses the command line, not the REST API: closing an API
 * connection does not stop a running step, and a failed build answers 200.
 * Runtime and registries come from podman's configuration, including
 * `CONTAINERS_CONF` and `CONTAINERS_REGISTRIES_CONF`. Its storages are
 * {@link BuilderStores}, configured like podman's default storage, which stays
 * unused. Over a connection, the other machine has one storage, and this
 * builder serves only one trust domain.
 */
export class PodmanBuilder implements ImageBuilder {
  readonly config: PodmanBuilderConfig;
  readonly #work: WorkDirectory;
  readonly #podman: Podman;
  readonly #inspections: Inspections;
  readonly #stores: DomainStores;
  readonly #scratch: ScratchFolders;
  readonly #caches: BuilderCaches;
  readonly #chores: Chores;
  readonly #pushTurns = new PushTurns();
  readonly #make: MakeOptions;
  readonly #contents: ImageContents;
  readonly #containerfiles: ContainerfileGuard;
  readonly #open = new Set<BuiltImage>();
  /** Running builds, and built images that are not discarded yet. */
  #underWay = 0;
  #tidying = Promise.resolve();

  static async create(
    config: PodmanBuilderConfig,
    options: PodmanBuilderOptions | string = {},
  ): Promise<PodmanBuilder> {
    const settings =
      typeof options === 'string' ? { baseDirectory: options } : options;
    const work = await WorkDirectory.create(
      settings.baseDirectory ?? (await WorkDirectory.baseOf(config.id)),
    );
    const podman = new Podman({
      connection: config.connection,
      temporaryDirectory: work.path,
      queryTimeoutMs: settings.queryTimeoutMs,
    });
    const onProblem = settings.onProblem ?? (() => {});
    const caches = await BuilderCaches.create(
      config,
      args => podman.query(args),
      onProblem,
    );
    return new PodmanBuilder({
      config,
      work,
      podman,
      caches,
      onProblem,
      stallMs: settings.stallMs,
    });
  }

  private constructor(parts: {
    config: PodmanBuilderConfig;
    work: WorkDirectory;
    podman: Podman;
    caches: BuilderCaches;
    onProblem: OnProblem;
    stallMs?: number;
  }) {
    const { config, work, podman, caches, onProblem, stallMs } = parts;
    const workDirectory = work.path;
    const chores = new Chores(onProblem);
    const inspections = new Inspections(podman, config.storage?.path);
    const stores = new DomainStores({
      config,
      podman,
      findLocal: () => inspections.local(),
    });
    const scratch = new ScratchFolders({
      builderId: config.id,
      workDirectory,
      stores,
      places: caches.places,
      onProblem,
    });
    this.config = config;
    this.#work = work;
    this.#podman = podman;
    this.#inspections = inspections;
    this.#stores = stores;
    this.#scratch = scratch;
    this.#caches = caches;
    this.#chores = chores;
    this.#make = { config, caches, chores, workDirectory, onProblem, stallMs };
    this.#contents = new ImageContents({
      workDirectory,
      limits: config.limits,
      chores,
      onProblem,
    });
    this.#containerfiles = new ContainerfileGuard({
      config,
      probe: () =>
        scratch.lend(folder =>
          stores.lendEmpty(own => probeMounts(own, folder)),
        ),
    });
  }

  /** The folder of podman's temporary files. */
  get workDirectory(): string {
    return this.#work.path;
  }

  /** The storages of its images; undefined if podman is on another machine. */
  stores(): Promise<BuilderStores | undefined> {
    return this.#stores.local();
  }

  ping(): Promise<BuilderInspection> {
    return this.#inspections.current();
  }

  async inspect(): Promise<BuilderInspection> {
    const current = await this.ping();
    if (!current.reachable) {
      return current;
    }
    const inspection = {
      ...current,
      problems: [
        ...current.problems,
        ...(await this.#containerfiles.problems()),
        ...(await inspectQemu(
          this.config.architectures,
          this.config.boot?.qemu,
        )),
      ],
    };
    const stores = await this.stores().catch(() => undefined);
    if (!stores) {
      return inspection;
    }
    const { maxBytes } = storeLimits(this.config);
    return {
      ...inspection,
      storage: {
        path: stores.root,
        maxBytes,
        ...(await measureStores(stores)),
      },
    };
  }

  get isShared(): boolean {
    return this.config.connection !== undefined;
  }

  /** On the backend's machine, even over a connection. */
  get boot(): ImageBuilder['boot'] {
    const { boot } = this.config;
    return boot && (trial => bootWithQemu(trial, boot.qemu));
  }

  get keptImages(): ImageBuilder['keptImages'] {
    return this.isShared
      ? undefined
      : repository =>
          new KeptImageRepository(repository, () => this.#stores.forKeeping());
  }

  async recover(): Promise<void> {
    const stores = await this.stores().catch(() => undefined);
    for (const directory of await this.#work.abandoned()) {
      await reapWorkDirectory(directory, this.#podman, stores);
    }
    await this.#caches.reap();
    await this.#contents.reap(this.#podman);
    await this.tidy();
  }

  async build(build: ImageBuild): Promise<BuiltImage> {
    await this.#untilTidy(build.signal);
    this.#underWay++;
    try {
      return await this.#scratch.lend(async folder => {
        const store = await this.#stores.open(build, folder);
        try {
          const image = await makeImage(
            await this.#containerfiles.guard(build, store, folder),
            store,
            folder,
            this.#make,
          );
          return this.#built(image, store, this.#toolkitOf(build, store));
        } catch (error) {
          await store.close();
          throw error;
        }
      });
    } catch (error) {
      this.#end();
      throw await this.#scratch.explain(error);
    }
  }

  /**
   * Removes leftovers of builds, and waits until they are gone. Never rejects.
   */
  tidy(): Promise<void> {
    this.#chores.add(
      `The storage of builder '${this.config.id}' could not be pruned`,
      async () => {
        const stores = await this.stores();
        await (stores && pruneStores(stores, storeLimits(this.config)));
      },
    );
    this.#tidying = this.#chores.catchUp();
    return this.#tidying;
  }

  async close(): Promise<void> {
    this.#open.forEach(image => image.discard());
    await this.#chores.catchUp();
    await this.#work.remove();
    await this.#caches.close();
  }

  #built(
    { id, tag }: { id: string; tag: string },
    store: OpenStore,
    toolkit?: ImageFiles,
  ): BuiltImage {
    const contents = this.#contents;
    const image: BuiltImage = {
      id,
      ...(toolkit && { toolkit }),
      labels: signal => contents.labels(store, id, signal),
      readPath: (path, read, signal) =>
        contents.readPath(store, id, path, read, signal),
      runProgram: (program, read, signal) =>
        contents.runProgram(store, id, program, read, signal),
      derive: (change, { signal }) =>
        this.#derive(image, store, change, signal),
      push: push => this.#push(id, store, push),
      keep: async (reference, options) =>
        keepImage(id, reference, {
          ...options,
          podman: store.podman,
          stores: await this.#stores.forKeeping(),
        }),
      discard: () => {
        if (this.#open.delete(image)) {
          this.#chores.add(`${tag} could not be removed`, () =>
            removePrivateTag(store, tag).finally(() => store.close()),
          );
          this.#end();
        }
      },
    };
    this.#open.add(image);
    return image;
  }

  async #derive(
    { id: imageId, toolkit }: BuiltImage,
    store: OpenStore,
    change: ImageChange,
    signal: AbortSignal,
  ): Promise<BuiltImage> {
    const shared = store.share();
    this.#underWay++;
    try {
      return await this.#scratch.lend(async folder => {
        const derived = await deriveImage(imageId, change, {
          podman: store.podman,
          workDirectory: this.workDirectory,
          folder,
          signal,
        });
        return this.#built(derived, shared, toolkit);
      });
    } catch (error) {
      await shared.close();
      this.#end();
      throw error;
    }
  }

  /** The toolkit image of a driver's build. */
  #toolkitOf(build: ImageBuild, store: OpenStore): ImageFiles | undefined {
    const { domain } = build;
    if (domain.type !== 'driver') {
      return undefined;
    }
    let id: Promise<string> | undefined;
    return {
      readPath: async (path, read, signal) => {
        id ??= this.#scratch.lend(folder =>
          findToolkit(store, { ...build, signal }, domain, folder),
        );
        return this.#contents.readPath(store, await id, path, read, signal);
      },
    };
  }

  #push(imageId: string, store: OpenStore, push: ImagePush): Promise<string> {
    const { reference, signal, onLines } = push;
    const repository = reference.replace(/:[^:/]*$/, '');
    const onWait = () =>
      onLines([`Waiting for another build to push to ${repository}.`]);
    return this.#pushTurns.take(repository, { onWait, signal }, () =>
      this.#scratch.lend(folder =>
        pushImage(imageId, push, {
          podman: store.podman,
          workDirectory: this.workDirectory,
          folder,
        }),
      ),
    );
  }

  /** A build has ended, and its image is no longer needed. */
  #end(): void {
    this.#underWay--;
    void this.tidy();
  }

  /**
   * Waits until leftovers of earlier builds are removed: a storage that is too
   * large can be pruned only while no build uses it.
   *
   * @remarks Nothing can be pruned while other builds run, and removals may
   * have to wait for their pushes. So then it does not wait.
   */
  async #untilTidy(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#underWay === 0) {
      await untilEnded(this.#tidying, signal);
    }
  }
}
