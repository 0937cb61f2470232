import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import type {
  BuildError,
  BuildState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  readDriverToolkitConfig,
  type TaggedImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { planToolkitBuild } from '../../builds/planning/planToolkitBuild';
import { BuildHistory } from '../../database/builds/BuildHistory';
import { columnsOf, type BuildRow } from '../../database/builds/buildRow';
import { DatabaseBuildStore } from '../../database/builds/DatabaseBuildStore';
import { DatabaseToolkitInputStore } from '../../database/index/ToolkitInputStore';
import { MaintenanceRunStore } from '../../database/libraries/MaintenanceRunStore';
import {
  createTestIndex,
  readingOf,
  type TestIndex,
} from '../../index/__testUtils__/TestIndex';
import { KernelUse } from '../../index/KernelUse';
import type { Library } from '../Library';
import { Maintainer } from '../Maintainer';
import { TagRetention } from '../TagRetention';

export const BASE_IMAGE = 'registry.example.com/base:9';
export const SERVICE = 'plugin:driver-toolkit';
/** Kernels of the source `stream`, newest first. */
export const KERNELS = ['1-4', '1-3', '1-2', '1-1'];

const REPOSITORY = { id: 'registry', image: 'registry.example.com/dtk' };

/** A library of the source `stream` in the repository `registry`, in a database. */
export class TestLibrary {
  readonly index: TestIndex;
  readonly runs: MaintenanceRunStore;
  readonly builds: DatabaseBuildStore;
  /** Images whose deletion was requested from the registry, in order. */
  readonly deletions: TaggedImage[] = [];
  /** If set, the registry's answer to a deletion. */
  deletionError: Error | undefined;
  readonly #knex: Knex;
  readonly #containerfile: string;
  readonly #library: Library;
  readonly #maintainer: Maintainer;

  constructor(
    knex: Knex,
    options: {
      /** Of the `maintain` entry. */
      maintain?: JsonObject;
      entities?: Entity[];
      isCatalogDown?: boolean;
    } = {},
  ) {
    const entry = {
      kernelSource: 'stream',
      imageRepository: 'registry',
      ...options.maintain,
    };
    const json = {
      imageRepositories: [{ ...REPOSITORY, push: true }],
      toolkit: { baseImage: BASE_IMAGE },
      builders: [{ id: 'local', type: 'podman' }],
    };
    this.#knex = knex;
    this.index = createTestIndex(knex, { config: json });
    const { reader, refresher, sources } = this.index;
    const config = readDriverToolkitConfig(
      new ConfigReader({
        driverToolkit: {
          kernelSources: [
            {
              id: 'stream',
              type: 'rpm',
              repositories: ['https://mirror.example.com/'],
            },
          ],
          ...json,
          maintain: [entry],
        },
      }),
    );
    this.#containerfile = config.toolkit.containerfile;
    this.runs = new MaintenanceRunStore(knex);
    this.builds = new DatabaseBuildStore(knex);
    const history = new BuildHistory(knex);
    const catalog = options.isCatalogDown
      ? catalogServiceMock.mock({
          getEntities: async () => {
            throw new Error('The catalog answered 503');
          },
        })
      : catalogServiceMock({ entities: options.entities ?? [] });
    const logger = mockServices.logger.mock();
    this.#library = {
      config: config.maintain[0],
      repository: sources.repository('registry'),
    };
    this.#maintainer = new Maintainer({
      runs: this.runs,
      reader,
      refresher,
      history,
      logger,
      inputs: {
        inputs: () => this.index.inputs.inputs(),
        refresh: async () => {},
      },
      retention: new TagRetention({
        history,
        refresher,
        use: new KernelUse({ auth: mockServices.auth(), catalog, logger }),
        registries: {
          deleteImages: async (_image, images) => this.#delete(images),
        },
      }),
      requestBuild: async request => {
        const { index, inputs } = this.index;
        const context = { index, inputs, sources, config };
        const { plans } = await planToolkitBuild(request, context);
        return this.builds.create(plans[0], SERVICE);
      },
    });
  }

  run(requestedBy = SERVICE) {
    return this.#maintainer.run(this.#library, {
      requestedBy,
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** Lets the index read both. */
  async refresh(): Promise<void> {
    await this.index.refresh('stream');
    await this.index.refresh('registry');
  }

  async finishBuild(
    id: string,
    state: BuildState,
    details: { error?: BuildError; finishedAt?: Date } = {},
  ): Promise<void> {
    const { error, finishedAt } = details;
    await this.#knex<BuildRow>('builds')
      .where({ id })
      .update({
        ...columnsOf(state),
        ...(error && { error: JSON.stringify(error) }),
        ...(finishedAt && { finished_at: finishedAt.toISOString() }),
      });
  }

  async setBaseDigest(digest: string): Promise<void> {
    await new DatabaseToolkitInputStore(this.#knex).set(BASE_IMAGE, digest);
  }

  async setContainerfileDigest(digest: string): Promise<void> {
    await new DatabaseToolkitInputStore(this.#knex).set(
      this.#containerfile,
      digest,
    );
  }

  async #delete(images: readonly TaggedImage[]) {
    const { registry } = this.index;
    if (this.deletionError) {
      throw this.deletionError;
    }
    this.deletions.push(...images);
    registry.images = registry.images.filter(
      ({ digest }) => !images.some(image => image.digest === digest),
    );
    return images.map(image => ({ ...image, deleted: true }));
  }
}

/** A library whose source has {@link KERNELS}, and that was read. */
export async function createLibrary(
  knex: Knex,
  maintain: JsonObject = {},
): Promise<TestLibrary> {
  const library = new TestLibrary(knex, { maintain });
  library.index.stream.reading = readingOf(...KERNELS);
  await library.refresh();
  return library;
}

/** Kernels that a run queued, in its order. */
export function queuedKernels({ queued }: { queued: { kernel: string }[] }) {
  return queued.map(({ kernel }) => kernel);
}
