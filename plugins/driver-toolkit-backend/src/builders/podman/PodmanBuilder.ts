import { InputError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type {
  BuilderInspection,
  ImageBuild,
  ImageBuilder,
  ImagePush,
  OnLines,
} from '../Builder';
import { BuildFailedError } from '../BuildFailedError';
import { BuilderCaches } from './cache/BuilderCaches';
import { Chores } from './process/Chores';
import { explainFullDisk } from './failures/explainFullDisk';
import { BuiltImages } from './images/BuiltImages';
import { ImageReader } from './images/ImageReader';
import { Inspections } from './images/Inspections';
import { makeImage, type MakeOptions } from './images/makeImage';
import { ContainerfileGuard } from './containerfile/ContainerfileGuard';
import { probeMounts, type MountProbe } from './containerfile/probeMounts';
import { Podman } from './process/Podman';
import { pushImage } from './registries/pushImage';
import { PushTurns } from './registries/PushTurns';
import { reapWorkDirectory } from './cleanup/reapBuilds';
import { removeFolder } from './cleanup/removeFolder';
import type { BuilderStores } from './storage/BuilderStores';
import { keepImage } from './storage/keepImage';
import { storesOf } from './storage/openBuilderStores';
import type { OpenStore, PodmanStore } from './storage/PodmanStore';
import { measureStores, pruneStores } from './storage/pruneStores';
import { pullToolkit } from './storage/pullToolkit';
import { storeLimits } from './storage/storeLimits';
import { WorkDirectory } from './cleanup/WorkDirectory';

/** Hears of what could not be cleared away, which fails no build. */
export type OnProblem = (message: string, error: unknown) => void;

/** What may differ from one use of a {@link PodmanBuilder} to another. */
export interface PodmanBuilderOptions {
  /**
   * Shared by all who run this builder; each gets a folder of its own in it.
   * Default: one of this user's, in the temporary folder.
   */
  baseDirectory?: string;
  onProblem?: OnProblem;
  /** Milliseconds podman may take over what a healthy machine answers at once. */
  queryTimeoutMs?: number;
  /** Milliseconds for which podman may stand still before the build's log says so. */
  stallMs?: number;
}

/**
 * Builds with the podman command line, on this machine or over a podman system
 * connection.
 *
 * @remarks
 * The command line and not the REST API: closing an API connection does not
 * stop a running step, and a failed build answers 200. Runtime and registries
 * are podman's own configuration, `CONTAINERS_CONF` and
 * `CONTAINERS_REGISTRIES_CONF` included. Its storages are {@link BuilderStores},
 * set up like podman's own, which is not used. Over a connection, the other
 * machine has one storage, and this builder serves one domain alone.
 */
export class PodmanBuilder implements ImageBuilder {
  readonly config: BuilderConfig;
  readonly #work: WorkDirectory;
  readonly #podman: Podman;
  readonly #inspections: Inspections;
  readonly #caches: BuilderCaches;
  readonly #onProblem: OnProblem;
  readonly #chores: Chores;
  readonly #pushTurns = new PushTurns();
  readonly #make: MakeOptions;
  readonly #images: ImageReader;
  readonly #containerfiles: ContainerfileGuard;
  readonly #built: BuiltImages;

  static async create(
    config: BuilderConfig,
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
    config: BuilderConfig;
    work: WorkDirectory;
    podman: Podman;
    caches: BuilderCaches;
    onProblem: OnProblem;
    stallMs?: number;
  }) {
    this.config = parts.config;
    this.#work = parts.work;
    this.#podman = parts.podman;
    this.#inspections = new Inspections(
      this.#podman,
      this.config.storage?.path,
    );
    this.#caches = parts.caches;
    this.#onProblem = parts.onProblem;
    this.#chores = new Chores(parts.onProblem);
    this.#built = new BuiltImages(this.#chores);
    this.#make = {
      config: this.config,
      caches: this.#caches,
      chores: this.#chores,
      workDirectory: this.workDirectory,
      onProblem: this.#onProblem,
      stallMs: parts.stallMs,
    };
    this.#images = new ImageReader({
      workDirectory: this.workDirectory,
      limits: this.config.limits,
      chores: this.#chores,
      onProblem: this.#onProblem,
    });
    this.#containerfiles = new ContainerfileGuard({
      config: this.config,
      probe: () => this.#probeMounts(),
    });
  }

  /** Where podman of this builder keeps its temporary files. */
  get workDirectory(): string {
    return this.#work.path;
  }

  /** Where its images are; undefined where podman is on another machine. */
  async stores(): Promise<BuilderStores | undefined> {
    const own = await this.#inspections.local();
    if (!own) {
      return undefined;
    }
    return storesOf(this.config, this.#podman, own);
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

  async build(build: ImageBuild): Promise<string> {
    build.signal.throwIfAborted();
    try {
      return await this.withFolder(async folder => {
        const store = await this.#open(build, folder);
        try {
          const image = await makeImage(
            await this.#containerfiles.guard(build, store, folder),
            store,
            folder,
            this.#make,
          );
          this.#built.add({ ...image, store });
          return image.id;
        } catch (error) {
          await store.close();
          throw error;
        }
      });
    } catch (error) {
      throw await this.#explain(error);
    }
  }

  async discard(imageId: string): Promise<void> {
    this.#built.discard(imageId);
  }

  digest(imageId: string, signal: AbortSignal): Promise<string> {
    return this.#images.digest(this.#built.storeOf(imageId), imageId, signal);
  }

  labels(
    imageId: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    return this.#images.labels(this.#built.storeOf(imageId), imageId, signal);
  }

  readPath<T>(
    imageId: string,
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const store = this.#built.storeOf(imageId);
    return this.#images.readPath(store, imageId, path, read, signal);
  }

  runProgram<T>(
    imageId: string,
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const store = this.#built.storeOf(imageId);
    return this.#images.runProgram(store, imageId, program, read, signal);
  }

  async push(imageId: string, push: ImagePush): Promise<string> {
    const { podman } = this.#built.storeOf(imageId);
    const { reference, signal, onLines } = push;
    const repository = reference.replace(/:[^:/]*$/, '');
    const onWait = () =>
      onLines([`Waiting for another build to push to ${repository}.`]);
    return this.#pushTurns.take(repository, { onWait, signal }, () =>
      this.withFolder(folder =>
        pushImage(imageId, push, {
          podman,
          workDirectory: this.workDirectory,
          folder,
        }),
      ),
    );
  }

  async keep(
    imageId: string,
    reference: string,
    options: { signal: AbortSignal; onLines: OnLines },
  ): Promise<string> {
    const stores = await this.stores();
    if (!stores) {
      throw new InputError(
        `${reference} cannot be kept on builder '${this.config.id}', whose podman is on another machine. Push it to a registry.`,
      );
    }
    const { podman } = this.#built.storeOf(imageId);
    return keepImage(imageId, reference, { ...options, podman, stores });
  }

  async withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    try {
      return await this.#lendFolder(use);
    } catch (error) {
      // What podman says of a disk may be said of a registry's.
      throw error instanceof BuildFailedError
        ? error
        : await this.#explain(error);
    }
  }

  async tidy(): Promise<void> {
    this.#addPruning();
    await this.#chores.catchUp();
  }

  async reap(): Promise<void> {
    const stores = await this.stores().catch(() => undefined);
    for (const directory of await this.#work.abandoned()) {
      await reapWorkDirectory(directory, this.#podman, stores);
    }
    await this.#caches.reap();
    await this.#images.reap(this.#podman);
    await this.tidy();
  }

  async close(): Promise<void> {
    this.#built.discardAll();
    await this.#chores.catchUp();
    await this.#work.remove();
    await this.#caches.close();
  }

  /** The store that a build is made in. */
  async #open(build: ImageBuild, folder: string): Promise<OpenStore> {
    const { domain, signal } = build;
    const stores = await this.stores();
    if (!stores) {
      this.#requireOneDomain();
      return { podman: this.#podman, close: async () => {} };
    }
    if (domain.type === 'toolkits') {
      return stores.openToolkits(signal);
    }
    const toolkit = {
      reference: domain.toolkit,
      architecture: build.architecture,
      pull: (store: Required<PodmanStore>) =>
        pullToolkit(store, build, domain, folder),
    };
    return stores.openDriver(domain.driver, toolkit, signal);
  }

  async #probeMounts(): Promise<MountProbe> {
    const stores = await this.stores();
    return this.withFolder(folder =>
      stores
        ? stores.lendEmpty(({ podman }) => probeMounts(podman, folder))
        : probeMounts(this.#podman, folder),
    );
  }

  /** On another machine there is one storage for all builds. */
  #requireOneDomain(): void {
    if (this.config.builds?.length !== 1) {
      throw new InputError(
        `podman of builder '${this.config.id}' is on another machine, where all builds share one storage. Say which builds it is for: driverToolkit.builders[].builds must be [toolkits] or [drivers].`,
      );
    }
  }

  async #lendFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.workDirectory, 'scratch-'));
    try {
      return await use(folder);
    } finally {
      await removeFolder(folder).catch(error =>
        this.#onProblem(`${folder} could not be removed`, error),
      );
    }
  }

  /** A chore, so that no two prunings of this builder measure what the other removes. */
  #addPruning(): void {
    this.#chores.add(
      `The storage of builder '${this.config.id}' could not be pruned`,
      async () => {
        const stores = await this.stores();
        await (stores && pruneStores(stores, storeLimits(this.config)));
      },
    );
  }

  /** Says of what failed for want of room on this machine where that was. */
  async #explain(error: unknown): Promise<unknown> {
    const stores = await this.stores().catch(() => undefined);
    return explainFullDisk(error, this.config.id, [
      ...(stores
        ? [{ path: stores.root, what: "this builder's storage" }]
        : []),
      { path: this.workDirectory, what: 'temporary files' },
      ...this.#caches.places,
    ]);
  }
}
