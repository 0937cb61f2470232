import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type {
  BuilderInspection,
  ImageBuild,
  ImageBuilder,
  OnLine,
  RegistryAccess,
} from '../Builder';
import { BuildFailedError } from '../BuildFailedError';
import { buildArguments } from './buildArguments';
import { BuildProgress } from './BuildProgress';
import { describeExit } from './describeExit';
import { HalfWritten } from './HalfWritten';
import { Inspections } from './Inspections';
import { isNetworkFailure } from './isNetworkFailure';
import { isStepFailure } from './isStepFailure';
import type { LocalPodman } from './localPodman';
import { lastLine, Podman, type PodmanQuery } from './Podman';
import { readImagePath } from './readImagePath';
import { reapBuilds, reapWorkDirectory } from './reapBuilds';
import { writeRegistryFiles } from './registryFiles';
import { runImageProgram } from './runImageProgram';
import { WorkDirectory } from './WorkDirectory';

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
  readonly #onProblem: OnProblem;

  static async create(
    config: BuilderConfig,
    options: PodmanBuilderOptions | string = {},
  ): Promise<PodmanBuilder> {
    const settings =
      typeof options === 'string' ? { baseDirectory: options } : options;
    const work = await WorkDirectory.create(
      settings.baseDirectory ?? (await WorkDirectory.baseOf(config.id)),
    );
    return new PodmanBuilder(config, work, settings);
  }

  private constructor(
    config: BuilderConfig,
    work: WorkDirectory,
    options: PodmanBuilderOptions,
  ) {
    this.config = config;
    this.#work = work;
    this.#podman = new Podman({
      connection: config.connection,
      temporaryDirectory: work.path,
      queryTimeoutMs: options.queryTimeoutMs,
    });
    this.#query = args => this.#podman.query(args);
    this.#inspections = new Inspections(this.#query);
    this.#onProblem = options.onProblem ?? (() => {});
  }

  /** Where podman of this builder keeps its temporary files. */
  get workDirectory(): string {
    return this.#work.path;
  }

  inspect(): Promise<BuilderInspection> {
    return this.#inspections.current();
  }

  async build(build: ImageBuild): Promise<string> {
    const local = await this.#inspections.local();
    build.signal.throwIfAborted();
    return this.withFolder(async folder => {
      try {
        return await this.#build(build, folder, local);
      } catch (error) {
        await this.#clearAway(build, folder, local);
        throw error;
      }
    });
  }

  async digest(imageId: string, signal: AbortSignal): Promise<string> {
    const output = await this.#podman.query(
      ['image', 'inspect', '--format', '{{.Digest}}', imageId],
      signal,
    );
    return output.trim();
  }

  async labels(
    imageId: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    const output = await this.#podman.query(
      ['image', 'inspect', '--format', '{{json .Labels}}', imageId],
      signal,
    );
    return JSON.parse(output) ?? {};
  }

  async readPath<T>(
    imageId: string,
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return readImagePath({
      podman: this.#podman,
      workDirectory: this.workDirectory,
      imageId,
      path,
      read,
      signal,
      onProblem: this.#onProblem,
    });
  }

  async runProgram<T>(
    imageId: string,
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return runImageProgram({
      podman: this.#podman,
      workDirectory: this.workDirectory,
      imageId,
      program,
      limits: this.config.limits,
      read,
      signal,
      onProblem: this.#onProblem,
    });
  }

  async push(
    imageId: string,
    reference: string,
    options: { access: RegistryAccess; signal: AbortSignal; onLine: OnLine },
  ): Promise<string> {
    return this.withFolder(async folder => {
      const digestFile = join(folder, 'digest');
      const { authFile, environment } = await writeRegistryFiles(folder, [
        options.access,
      ]);
      const exit = await this.#podman.run({
        arguments: [
          'push',
          '--authfile',
          authFile,
          '--digestfile',
          digestFile,
          imageId,
          `docker://${reference}`,
        ],
        environment: { ...environment, TMPDIR: folder },
        signal: options.signal,
        onLine: options.onLine,
      });
      if (exit.exitCode !== 0) {
        throw new BuildFailedError(
          `The image was built, but ${reference} could not be pushed: ${
            exit.signal
              ? describeExit(exit)
              : lastLine(exit.stderr) || describeExit(exit)
          }`,
          {
            lines: exit.stderr.trim().split('\n').slice(-10),
            transient: !exit.signal && isNetworkFailure(lastLine(exit.stderr)),
          },
        );
      }
      return (await readFile(digestFile, 'utf8')).trim();
    });
  }

  async withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.workDirectory, 'scratch-'));
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true }).catch(error =>
        this.#onProblem(`${folder} could not be removed`, error),
      );
    }
  }

  async reap(): Promise<void> {
    for (const directory of await this.#work.abandoned()) {
      await reapWorkDirectory(directory, this.#query);
    }
  }

  async close(): Promise<void> {
    await this.#work.remove();
  }

  async #build(
    build: ImageBuild,
    folder: string,
    local: LocalPodman | undefined,
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
      arguments: buildArguments(build, this.config, {
        authFile,
        ownerFile,
        idFile,
      }),
      // So that each step's bundle lies in this build's own folder.
      environment: { ...environment, TMPDIR: folder },
      signal: build.signal,
      halfWritten: local && (await HalfWritten.before(local)),
      onLine: line => {
        progress.add(line);
        // Whoever stopped the build says so; podman blames the step for it.
        if (!(build.signal.aborted && isStepFailure(line))) {
          build.onLine(line);
        }
      },
    });
    if (exit.exitCode !== 0) {
      throw progress.failure(exit);
    }
    return (await readFile(idFile, 'utf8')).trim();
  }

  /** What a build left that did not succeed; says so where that fails. */
  async #clearAway(
    build: ImageBuild,
    folder: string,
    local: LocalPodman | undefined,
  ): Promise<void> {
    if (!local) {
      if (build.signal.aborted) {
        build.onLine(
          'This builder is on another machine: the step that was running there may go on until it ends by itself.',
        );
      }
      return;
    }
    try {
      await reapBuilds(folder, local, this.#query);
    } catch (error) {
      const message = 'What this build left could not be cleared away';
      build.onLine(
        `${message}: ${error instanceof Error ? error.message : error}`,
      );
      this.#onProblem(message, error);
    }
  }
}
