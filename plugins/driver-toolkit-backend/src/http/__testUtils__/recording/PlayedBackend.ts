import { Readable } from 'node:stream';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import type {
  BuilderConfig,
  BuilderInspection,
  ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { createTestDatabase } from '../../../__testUtils__/testDatabases';
import { PodmanBuilder } from '../../../builders/podman/PodmanBuilder';
import { DriverBuildRunner } from '../../../builds/driver/DriverBuildRunner';
import { BuildQueue } from '../../../builds/queue/BuildQueue';
import { ToolkitBuildRunner } from '../../../builds/toolkit/ToolkitBuildRunner';
import type { BuildContext } from '../../../builds/worker/BuildContext';
import { DatabaseBuildStore } from '../../../database/builds/DatabaseBuildStore';
import driverToolkitPlugin from '../../../index';
import { IndexedSources } from '../../../index/IndexedSources';
import type { BuildPlan } from '../../../plans/BuildPlan';
import { RegistryDirectory } from '../../../registries/RegistryDirectory';
import { createSources } from '../../../wiring/createSources';
import { PlayedRepository, PlayedSource } from './playedSources';
import { until } from './until';

/** A running build. */
interface PlayedBuild extends BuildContext {
  plan: BuildPlan;
  /** @param digest - of the image */
  succeed(digest: string): void;
  fail(error: Error): void;
}

/** Each repository has one commit, with a `driver.yaml` if the scene has one. */
function repositories(driverFile?: string): Partial<UrlReaderService> {
  return {
    readTree: async () => ({
      etag: 'c0ffee'.padEnd(40, '0'),
      files: async () => [],
      archive: async () => Readable.from([]),
      dir: async () => {
        throw new Error('A scene says itself how builds go');
      },
    }),
    readUrl: async url => {
      if (driverFile === undefined) {
        throw new NotFoundError(`${url} could not be read, 404 Not Found`);
      }
      return { buffer: async () => Buffer.from(driverFile) };
    },
  };
}

/**
 * The real plugin in a real backend. The scene decides what is outside: the
 * content of sources and repositories, the state of builders, the builds.
 */
export class PlayedBackend {
  /** By id. */
  readonly sources = new Map<string, PlayedSource>();
  readonly repositories = new Map<string, PlayedRepository>();
  /** States of builders, by id. */
  readonly inspections = new Map<string, BuilderInspection>();
  /** Digests of base images, by name. */
  readonly baseImages = new Map<string, string>();
  /** Running builds, by id. */
  readonly #running = new Map<string, PlayedBuild>();
  #knex?: Knex;
  #startQueue = () => {};
  #rests = false;
  #backend?: Awaited<ReturnType<typeof startTestBackend>>;

  /** @param config - `driverToolkit` of the configuration */
  async start(
    config: JsonObject,
    { entities = [], driverFile }: { entities?: Entity[]; driverFile?: string },
  ): Promise<void> {
    jest.mocked(createSources).mockImplementation(
      ({ kernelSources, imageRepositories }) =>
        new IndexedSources(
          kernelSources.map(source => this.#source(source)),
          imageRepositories.map(repository => ({
            config: repository,
            repository: this.#repository(repository),
          })),
        ),
    );
    jest
      .spyOn(RegistryDirectory.prototype, 'deleteImages')
      .mockImplementation(async (_, images) => {
        for (const repository of this.repositories.values()) {
          repository.images = repository.images.filter(
            ({ tag }) => !images.some(image => image.tag === tag),
          );
        }
        return images.map(image => ({ ...image, deleted: true }));
      });
    jest
      .spyOn(PodmanBuilder, 'create')
      .mockImplementation(
        async builder => this.#builder(builder) as PodmanBuilder,
      );
    jest
      .spyOn(RegistryDirectory.prototype, 'digestOf')
      .mockImplementation(async image => this.baseImages.get(image)!);
    for (const runner of [ToolkitBuildRunner, DriverBuildRunner]) {
      jest
        .spyOn(runner.prototype as ToolkitBuildRunner, 'run')
        .mockImplementation((plan, context) => this.#run(plan, context));
    }
    const { start } = BuildQueue.prototype;
    const setStart = (queue: BuildQueue) => {
      this.#startQueue = () => start.call(queue);
    };
    jest
      .spyOn(BuildQueue.prototype, 'start')
      .mockImplementation(function startLater(this: BuildQueue) {
        setStart(this);
      });
    const { claim } = DatabaseBuildStore.prototype;
    const rests = () => this.#rests;
    jest
      .spyOn(DatabaseBuildStore.prototype, 'claim')
      .mockImplementation(async function claimUnlessResting(
        this: DatabaseBuildStore,
        ...args
      ) {
        return rests() ? undefined : claim.apply(this, args);
      });
    this.#knex = await createTestDatabase('SQLITE_3');
    this.#backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        mockServices.rootConfig.factory({
          data: { driverToolkit: config },
        }),
        // The scene decides when to read.
        mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
        mockServices.database.factory({ knex: this.#knex }),
        catalogServiceMock.factory({ entities }),
        mockServices.urlReader.mock(repositories(driverFile)).factory,
      ],
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#backend!.server.port()}/api/driver-toolkit`;
  }

  /** The plugin's database. */
  get knex(): Knex {
    return this.#knex!;
  }

  async stop(): Promise<void> {
    this.#running.forEach(build => build.fail(new Error('The scene is over')));
    await this.#backend?.stop();
    jest.restoreAllMocks();
  }

  /** Lets builders take builds from the queue. */
  work(): void {
    this.#startQueue();
  }

  /** Stops builders from taking more builds. */
  rest(): void {
    this.#rests = true;
  }

  /** Waits until a build runs. */
  async running(id: string): Promise<PlayedBuild> {
    return until(`build ${id} runs`, () => this.#running.get(id));
  }

  #source({ id, title, type }: { id: string; title: string; type: string }) {
    const source = new PlayedSource({ id, title, type });
    this.sources.set(id, source);
    return source;
  }

  #repository(config: { id: string; title: string; image: string }) {
    const repository = new PlayedRepository(config);
    this.repositories.set(config.id, repository);
    return repository;
  }

  #builder(config: BuilderConfig): ImageBuilder {
    const inspect = async () =>
      this.inspections.get(config.id) ?? {
        reachable: true,
        version: '4.3.1',
        freeBytes: 18_253_611_008,
        problems: [],
      };
    return {
      config,
      isShared: false,
      ping: inspect,
      inspect,
      recover: async () => {},
      build: async () => {
        throw new Error('A scene says itself how builds go');
      },
      close: async () => {},
    };
  }

  #run(plan: BuildPlan, context: BuildContext): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#running.set(context.buildId, {
        ...context,
        plan,
        succeed: resolve,
        fail: reject,
      });
    });
  }
}
