import { join } from 'node:path';
import { toError } from '@backstage/errors';
import {
  type BuildDomain,
  BuildFailedError,
  type ImageBuild,
  type RegistryLogin,
  type SharedParts,
  type SharedStage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Place } from '../../../machine/explainFullDisk';
import { userFolder } from '../../../machine/userFolder';
import { isStepFailure } from '../failures/isStepFailure';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import type { PodmanQuery } from '../process/Podman';
import { PackageCache } from './PackageCache';
import { SharedStages } from './SharedStages';

/** Survives a restart of the machine, unlike some temporary folders. */
const PERSISTENT_FOLDER = '/var/tmp';

/** Arguments with which builds reuse no layers of earlier ones. */
const NO_LAYERS = /^--(no-cache|layers=false|squash-all)/;

/** Builds one stage with the given arguments. */
export type MakeStage = (
  stage: readonly string[],
  registries: RegistryLogin[],
) => Promise<unknown>;

/** The caches that the builds of one builder share. */
export class BuilderCaches {
  readonly #stages = new SharedStages();
  readonly #config: PodmanBuilderConfig;
  readonly #packages?: PackageCache;
  readonly #query: PodmanQuery;
  #sharesLayers?: Promise<boolean>;

  static async create(
    config: PodmanBuilderConfig,
    query: PodmanQuery,
    onProblem: (message: string, error: unknown) => void,
  ): Promise<BuilderCaches> {
    const { packageCache, connection } = config;
    // A volume's folder must be on the machine that podman builds on.
    const isKept = packageCache?.maxBytes && connection === undefined;
    try {
      const packages = isKept
        ? await PackageCache.create(
            packageCache.path ??
              join(await userFolder(PERSISTENT_FOLDER), config.id),
            packageCache.maxBytes,
          )
        : undefined;
      return new BuilderCaches(config, query, packages);
    } catch (error) {
      onProblem(
        `Builder '${config.id}' keeps no downloaded packages (packageCache)`,
        error,
      );
      return new BuilderCaches(config, query);
    }
  }

  private constructor(
    config: PodmanBuilderConfig,
    query: PodmanQuery,
    packages?: PackageCache,
  ) {
    this.#config = config;
    this.#query = query;
    this.#packages = packages;
  }

  /** Folders that may fill their disk. */
  get places(): Place[] {
    return this.#packages
      ? [{ path: this.#packages.folder, what: 'downloaded packages' }]
      : [];
  }

  /** Lends a build the packages of its kernel source, as arguments of `podman build`. */
  async lendPackages<T>(
    { domain, onLines }: ImageBuild,
    run: (lent: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const shared = sharedIn(domain);
    return shared && this.#packages
      ? this.#packages.lend(shared.source, run, problem => onLines([problem]))
      : run([]);
  }

  /** Builds the stage that a build shares with others, unless it exists. */
  async makeStage(build: ImageBuild, make: MakeStage): Promise<void> {
    const stage = sharedIn(build.domain)?.stage;
    const { concurrency, extraArguments, toolkitArguments = [] } = this.#config;
    // A build that is alone and has no registry builds the stage itself, in its
    // usual order.
    if (
      stage &&
      (stage.layerCache || concurrency > 1) &&
      ![...extraArguments, ...toolkitArguments].some(argument =>
        NO_LAYERS.test(argument),
      )
    ) {
      await this.#stages.ensure(stage.key, {
        make: () => this.#make(build, stage, make),
        onWait: () =>
          build.onLines([
            `Waiting for another build to make the layers of stage '${stage.name}', which both need.`,
          ]),
        signal: build.signal,
      });
    }
  }

  /**
   * Removes folders that dead backends had lent; their builds must have ended.
   */
  async reap(): Promise<void> {
    await this.#packages?.reap();
  }

  async close(): Promise<void> {
    await this.#packages?.close();
  }

  async #make(
    { registries, signal, onLines }: ImageBuild,
    { name, layerCache }: SharedStage,
    make: MakeStage,
  ): Promise<void> {
    const target = ['--target', name];
    if (layerCache && (await this.#canShareLayers(onLines))) {
      const { prefix } = layerCache;
      try {
        await make(
          [...target, '--cache-from', prefix, '--cache-to', prefix],
          [...registries, layerCache],
        );
        return;
      } catch (error) {
        if (signal.aborted || isOfStep(error)) {
          throw error;
        }
        onLines([
          `The layer cache ${prefix} cannot be used, so the build makes the layers without it: ${
            toError(error).message
          }`,
        ]);
      }
    }
    await make(target, registries);
  }

  async #canShareLayers(onLines: ImageBuild['onLines']): Promise<boolean> {
    this.#sharesLayers ??= this.#query(['build', '--help']).then(
      help => help.includes('--cache-to '),
      error => {
        this.#sharesLayers = undefined;
        throw error;
      },
    );
    const can = await this.#sharesLayers;
    if (!can) {
      onLines([
        'This podman cannot share layers through a registry (toolkit.layerCache); update it to 4.2 or later.',
      ]);
    }
    return can;
  }
}

/**
 * Drivers share nothing, because authors of their Containerfiles could change
 * it.
 */
function sharedIn(domain: BuildDomain): SharedParts | undefined {
  return domain.type === 'toolkits' ? domain.shared : undefined;
}

function isOfStep(error: unknown): boolean {
  return BuildFailedError.is(error) && error.lines.some(isStepFailure);
}
