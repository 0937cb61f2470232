import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type {
  BuilderInspection,
  ImageBuild,
  ImageBuilder,
  OnLine,
  RegistryAccess,
} from '../Builder';
import { BuildFailedError } from '../BuildFailedError';
import { BuildProgress } from './BuildProgress';
import { inspectPodman } from './inspectPodman';
import { reapBuilds } from './reapBuilds';
import { withAuthFile } from './registryFiles';
import {
  ownershipArguments,
  removeWorkingContainers,
} from './workingContainers';
import { WorkDirectory } from './WorkDirectory';
import { runPodman, type PodmanExit, type PodmanRun } from './runPodman';

/** For calls that answer at once on a healthy machine. */
const QUERY_TIMEOUT_MS = 60_000;

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

  /**
   * @param baseDirectory - shared by all who run this builder; each gets a
   * folder of its own in it
   */
  static async create(
    config: BuilderConfig,
    baseDirectory: string,
  ): Promise<PodmanBuilder> {
    return new PodmanBuilder(config, await WorkDirectory.create(baseDirectory));
  }

  private constructor(config: BuilderConfig, work: WorkDirectory) {
    this.config = config;
    this.#work = work;
  }

  /** Where podman of this builder keeps its temporary files. */
  get workDirectory(): string {
    return this.#work.path;
  }

  async inspect(): Promise<BuilderInspection> {
    return inspectPodman(args => this.#query(args));
  }

  async build(build: ImageBuild): Promise<string> {
    const { limits, extraArguments } = this.config;
    const progress = new BuildProgress();
    return this.withFolder(async folder => {
      const idFile = join(folder, 'image-id');
      const ownerFile = join(folder, 'owner');
      await writeFile(ownerFile, '');
      const { exitCode } = await withAuthFile(
        folder,
        build.registries,
        authFile =>
          this.#run({
            arguments: [
              'build',
              '--pull=missing',
              '--authfile',
              authFile,
              ...tlsArguments(build.registries),
              '--platform',
              `linux/${toOciArchitecture(build.architecture)}`,
              ...pairs('--build-arg', build.arguments),
              ...pairs('--label', build.labels),
              ...(limits.memory ? ['--memory', limits.memory] : []),
              ...(limits.cpus ? cpuArguments(limits.cpus) : []),
              ...extraArguments,
              ...ownershipArguments(ownerFile),
              '--iidfile',
              idFile,
              '--tag',
              build.tag,
              '--file',
              build.containerfile,
              build.context,
            ],
            signal: build.signal,
            onLine: line => {
              progress.add(line);
              build.onLine(line);
            },
          }),
      ).catch(async error => {
        await removeWorkingContainers(folder, args => this.#query(args));
        throw error;
      });
      if (exitCode !== 0) {
        throw progress.failure(exitCode);
      }
      return (await readFile(idFile, 'utf8')).trim();
    });
  }

  async labels(
    imageId: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    const output = await this.#query(
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
    // The command never runs; a container is what `podman cp` can read from.
    const container = (
      await this.#query(['create', '--pull=never', imageId, 'true'], signal)
    ).trim();
    let result: T | undefined;
    try {
      const { exitCode, stderr } = await this.#run({
        arguments: ['cp', `${container}:${path}`, '-'],
        signal,
        onOutput: async output => {
          result = await read(output);
        },
      });
      if (exitCode === 0) {
        return result;
      }
      if (/could not be found|no such file/i.test(stderr)) {
        return undefined;
      }
      throw new BuildFailedError(
        `podman could not read ${path} from the image: ${lastLine(stderr)}`,
      );
    } finally {
      await this.#query(['rm', '--force', container]);
    }
  }

  async push(
    imageId: string,
    reference: string,
    options: { access: RegistryAccess; signal: AbortSignal; onLine: OnLine },
  ): Promise<string> {
    return this.withFolder(async folder => {
      const digestFile = join(folder, 'digest');
      const { exitCode, stderr } = await withAuthFile(
        folder,
        [options.access],
        authFile =>
          this.#run({
            arguments: [
              'push',
              '--authfile',
              authFile,
              ...tlsArguments([options.access]),
              '--digestfile',
              digestFile,
              imageId,
              `docker://${reference}`,
            ],
            signal: options.signal,
            onLine: options.onLine,
          }),
      );
      if (exitCode !== 0) {
        throw new BuildFailedError(
          `The image was built, but ${reference} could not be pushed: ${lastLine(
            stderr,
          )}`,
          { lines: stderr.trim().split('\n').slice(-10) },
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
      await rm(folder, { recursive: true, force: true });
    }
  }

  async reap(): Promise<void> {
    for (const directory of await this.#work.abandoned()) {
      await reapBuilds(directory, args => this.#query(args));
    }
  }

  async close(): Promise<void> {
    await this.#work.remove();
  }

  #run(run: Omit<PodmanRun, 'environment'>): Promise<PodmanExit> {
    const { connection } = this.config;
    return runPodman({
      ...run,
      arguments: [
        ...(connection ? ['--connection', connection] : []),
        ...run.arguments,
      ],
      environment: { ...process.env, TMPDIR: this.workDirectory },
    });
  }

  /** Runs a command for its standard output. */
  async #query(
    args: readonly string[],
    signal: AbortSignal = AbortSignal.timeout(QUERY_TIMEOUT_MS),
  ): Promise<string> {
    let output = '';
    const { exitCode, stderr } = await this.#run({
      arguments: args,
      signal,
      onOutput: async stream => {
        output = await text(stream);
      },
    });
    if (exitCode !== 0) {
      throw new BuildFailedError(
        `podman ${args[0]} failed: ${
          lastLine(stderr) || `exit code ${exitCode}`
        }`,
      );
    }
    return output;
  }
}

function pairs(flag: string, values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    flag,
    `${name}=${value}`,
  ]);
}

function tlsArguments(registries: readonly RegistryAccess[]): string[] {
  return registries.some(registry => registry.insecure)
    ? ['--tls-verify=false']
    : [];
}

function cpuArguments(cpus: number): string[] {
  const period = 100_000; // microseconds, the kernel's default
  return [
    '--cpu-period',
    String(period),
    '--cpu-quota',
    String(Math.round(cpus * period)),
  ];
}

function lastLine(output: string): string {
  return output
    .trim()
    .split('\n')
    .pop()!
    .replace(/^Error: /, '');
}
