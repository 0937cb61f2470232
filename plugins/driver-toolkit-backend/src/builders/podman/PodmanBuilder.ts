import { toError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type {
  BuilderInspection,
  ImageBuild,
  ImageBuilder,
  ImagePush,
} from '../Builder';
import { BuildFailedError } from '../BuildFailedError';
import { isFullDisk } from '../isFullDisk';
import { buildArguments, type BuildPart } from './buildArguments';
import { BuildProgress } from './BuildProgress';
import { BuilderCaches } from './cache/BuilderCaches';
import { Chores } from './Chores';
import { explainFullDisk } from './explainFullDisk';
import { HalfWritten } from './HalfWritten';
import { imagePolicy } from './imagePolicy';
import { ImageReader } from './ImageReader';
import { Inspections } from './Inspections';
import { isStepFailure } from './isStepFailure';
import type { LocalPodman } from './localPodman';
import { Podman, type PodmanQuery } from './Podman';
import { pushImage } from './pushImage';
import { reapBuilds, reapWorkDirectory } from './reapBuilds';
import { writeRegistryFiles } from './registryFiles';
import { removeFolder } from './removeFolder';
import { removeLostContainers } from './removeLostContainers';
import { WorkDirectory } from './WorkDirectory';
import { removeWorkingContainers } from './workingContainers';

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
}

/**
 * Builds with the podman command line, on this machine or over a podman system
 * connection.
 *
 * @remarks
 * The command line and not the REST API: closing an API connection does not
 * stop a running step, and a failed build answers 200. Storage, runtime and
 * registries are podman's own configuration, `CONTAINERS_CONF`,
 * `CONTAINERS_STORAGE_CONF` and `CONTAINERS_REGISTRIES_CONF` included.
 */
export class PodmanBuilder implements ImageBuilder {
  readonly config: BuilderConfig;
  readonly #work: WorkDirectory;
  readonly #podman: Podman;
  readonly #query: PodmanQuery;
  readonly #inspections: Inspections;
  readonly #caches: BuilderCaches;
  readonly #onProblem: OnProblem;
  readonly #chores: Chores;
  readonly #images: ImageReader;

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
    return new PodmanBuilder({ config, work, podman, caches, onProblem });
  }

  private constructor(parts: {
    config: BuilderConfig;
    work: WorkDirectory;
    podman: Podman;
    caches: BuilderCaches;
    onProblem: OnProblem;
  }) {
    this.config = parts.config;
    this.#work = parts.work;
    this.#podman = parts.podman;
    this.#query = args => this.#podman.query(args);
    this.#inspections = new Inspections(this.#podman);
    this.#caches = parts.caches;
    this.#onProblem = parts.onProblem;
    this.#chores = new Chores(parts.onProblem);
    this.#images = new ImageReader({
      podman: this.#podman,
      local: () => this.#inspections.local(),
      workDirectory: this.workDirectory,
      limits: this.config.limits,
      chores: this.#chores,
      onProblem: this.#onProblem,
    });
  }

  /** Where podman of this builder keeps its temporary files. */
  get workDirectory(): string {
    return this.#work.path;
  }

  inspect(): Promise<BuilderInspection> {
    return this.#inspections.current();
  }

  async build(build: ImageBuild): Promise<string> {
    const podman = await this.#inspections.local();
    build.signal.throwIfAborted();
    const local = podman && {
      podman,
      halfWritten: await HalfWritten.before(podman),
    };
    try {
      return await this.withFolder(folder =>
        this.#caches.lendPackages(build, async lent => {
          try {
            await this.#caches.makeStage(build, (stage, registries) =>
              this.#build({ ...build, registries }, folder, local, {
                stage,
                lent,
              }),
            );
            const imageId = await this.#build(build, folder, local, { lent });
            if (local) {
              this.#chores.add(
                'The working containers of a build could not be removed',
                () =>
                  removeWorkingContainers(folder, local.podman, this.#query),
              );
            }
            return imageId;
          } catch (error) {
            await this.#clearAway(build, folder, local, error);
            throw error;
          }
        }),
      );
    } catch (error) {
      throw await this.#explain(error);
    }
  }

  digest(imageId: string, signal: AbortSignal): Promise<string> {
    return this.#images.digest(imageId, signal);
  }

  labels(
    imageId: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    return this.#images.labels(imageId, signal);
  }

  readPath<T>(
    imageId: string,
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return this.#images.readPath(imageId, path, read, signal);
  }

  runProgram<T>(
    imageId: string,
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return this.#images.runProgram(imageId, program, read, signal);
  }

  async push(imageId: string, push: ImagePush): Promise<string> {
    return this.withFolder(folder =>
      pushImage(imageId, push, {
        podman: this.#podman,
        workDirectory: this.workDirectory,
        folder,
      }),
    );
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

  tidy(): Promise<void> {
    return this.#chores.catchUp();
  }

  async reap(): Promise<void> {
    for (const directory of await this.#work.abandoned()) {
      await reapWorkDirectory(directory, this.#query);
    }
    await this.#caches.reap();
    await this.#images.reap();
  }

  async close(): Promise<void> {
    await this.#chores.catchUp();
    await this.#work.remove();
    await this.#caches.close();
  }

  async #build(
    build: ImageBuild,
    folder: string,
    local: LocalBuild | undefined,
    part: BuildPart,
  ): Promise<string> {
    const progress = new BuildProgress();
    const idFile = join(folder, 'image-id');
    const ownerFile = join(folder, 'owner');
    await writeFile(ownerFile, '');
    const { authFile, environment } = await writeRegistryFiles(
      folder,
      build.registries,
    );
    const exit = await this.#podman.run({
      arguments: buildArguments(
        build,
        this.config,
        {
          authFile,
          ownerFile,
          idFile,
          policyFile: await writePolicy(folder, local?.podman),
        },
        { ...part, keepsContainers: local !== undefined },
      ),
      // So that each step's bundle lies in this build's own folder.
      environment: { ...environment, TMPDIR: folder },
      signal: build.signal,
      halfWritten: local?.halfWritten,
      onLines: lines => {
        progress.add(lines);
        // Whoever stopped the build says so; podman blames the step for it.
        build.onLines(
          build.signal.aborted
            ? lines.filter(line => !isStepFailure(line))
            : lines,
        );
      },
    });
    if (exit.exitCode !== 0) {
      throw progress.failure(exit);
    }
    return (await readFile(idFile, 'utf8')).trim();
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

  /** Says of what failed for want of room on this machine where that was. */
  async #explain(error: unknown): Promise<unknown> {
    const local = await this.#inspections.local().catch(() => undefined);
    return explainFullDisk(error, this.config.id, [
      ...(local ? [{ path: local.graphRoot, what: "podman's storage" }] : []),
      { path: this.workDirectory, what: 'temporary files' },
      ...this.#caches.places,
    ]);
  }

  /** What a build left that did not succeed; says so where that fails. */
  async #clearAway(
    build: ImageBuild,
    folder: string,
    local: LocalBuild | undefined,
    error: unknown,
  ): Promise<void> {
    if (!local) {
      if (build.signal.aborted) {
        build.onLines([
          'This builder is on another machine: the step that was running there may go on until it ends by itself.',
        ]);
      }
      return;
    }
    try {
      await reapBuilds(folder, local.podman, this.#query);
      if (isFullDisk(error)) {
        await removeLostContainers(local.halfWritten, this.#query);
      }
    } catch (failure) {
      const message = 'What this build left could not be cleared away';
      build.onLines([`${message}: ${toError(failure).message}`]);
      this.#onProblem(message, failure);
    }
  }
}

/** What a build on this machine needs to know of its podman. */
interface LocalBuild {
  podman: LocalPodman;
  /** As of before the build. */
  halfWritten: HalfWritten;
}

/** On the other end of a connection, that machine's own policy decides. */
async function writePolicy(
  folder: string,
  local: LocalPodman | undefined,
): Promise<string | undefined> {
  const policy = local && (await imagePolicy(local.graphRoot));
  if (policy === undefined) {
    return undefined;
  }
  const file = join(folder, 'policy.json');
  await writeFile(file, policy);
  return file;
}
