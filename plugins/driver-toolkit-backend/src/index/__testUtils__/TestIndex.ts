import type { LoggerService } from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { EventsService } from '@backstage/plugin-events-node';
import type { JsonObject } from '@backstage/types';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  InMemoryContentCache,
  readDriverToolkitConfig,
  type ImageRepository,
  type KernelReading,
  type KernelSource,
  type RepositoryImage,
  type TagLookup,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { RegistryDirectory } from '../../registries/RegistryDirectory';
import { createIndex, type IndexSystem } from '../../wiring/createIndex';
import { IndexedSources } from '../IndexedSources';

/** A kernel source with the content that the test sets. */
export class ScriptedSource implements KernelSource {
  readonly type = 'scripted';
  readonly title = 'Stream';
  reading: KernelReading = { kernels: [], warnings: [] };
  /** Awaited in each read, after the reading was made. */
  pause: () => Promise<void> = async () => {};

  constructor(readonly id: string) {}

  async read(): Promise<KernelReading> {
    const { reading } = this;
    await this.pause();
    return reading;
  }
}

/** An image repository with the content that the test sets. */
export class ScriptedRepository implements ImageRepository {
  readonly type = 'scripted';
  readonly title = 'Registry';
  readonly image = 'registry.example.com/dtk';
  images: RepositoryImage[] = [];
  error: Error | undefined;
  incomplete: string | undefined;
  pause: () => Promise<void> = async () => {};

  constructor(readonly id: string) {}

  async read() {
    const { images, error, incomplete } = this;
    await this.pause();
    if (error) {
      throw error;
    }
    return { images, incomplete, warnings: [] };
  }

  async readTag(tag: string): Promise<TagLookup> {
    if (this.error) {
      return { state: 'unknown', reason: this.error.message };
    }
    const image = this.images.find(found => found.tag === tag);
    return image
      ? { state: 'present' as const, image }
      : { state: 'absent' as const };
  }
}

/** The index over a scripted source `stream` and a scripted repository `registry`. */
export interface TestIndex extends IndexSystem {
  stream: ScriptedSource;
  registry: ScriptedRepository;
  sources: IndexedSources;
  refresh(id: string): Promise<void>;
}

/** Creates an index over a database like the plugin does. */
export function createTestIndex(
  knex: Knex,
  options: {
    config?: JsonObject;
    entities?: Entity[];
    /** Sources besides `stream`; the configuration must have them, too. */
    sources?: ScriptedSource[];
    /** Repositories besides `registry`, in the configuration's order. */
    repositories?: ScriptedRepository[];
    events?: EventsService;
    logger?: LoggerService;
    metrics?: MetricsService;
  } = {},
): TestIndex {
  const stream = new ScriptedSource('stream');
  const registry = new ScriptedRepository('registry');
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
        imageRepositories: [{ id: 'registry', image: registry.image }],
        ...options.config,
      },
    }),
  );
  const sources = new IndexedSources(
    [stream, ...(options.sources ?? [])],
    [registry, ...(options.repositories ?? [])].map((repository, position) => ({
      repository,
      config: config.imageRepositories[position],
    })),
  );
  const system = createIndex({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities: options.entities ?? [] }),
    config,
    registries: new RegistryDirectory(config, new InMemoryContentCache()),
    events: options.events ?? mockServices.events.mock(),
    knex,
    logger:
      options.logger ??
      mockServices.logger.mock({ child: () => mockServices.logger.mock() }),
    metrics: options.metrics ?? metricsServiceMock.mock(),
    sources,
    urlReader: mockServices.urlReader.mock(),
  });
  return {
    ...system,
    sources,
    stream,
    registry,
    refresh: id =>
      system.refresher.refresh(id, { signal: AbortSignal.timeout(10_000) }),
  };
}

/** A reading of kernels for x86_64, each buildable. */
export function readingOf(...kernels: string[]): KernelReading {
  return {
    kernels: kernels.map(kernel => ({
      kernel,
      flavours: [flavourOf(kernel, 'x86_64')],
    })),
    warnings: [],
  };
}

export function flavourOf(kernel: string, architecture: string): Flavour {
  return {
    architecture,
    variant: 'default',
    release: kernel,
    unameRelease: `${kernel}.${architecture}`,
    buildable: true,
    packages: ['kernel-core', 'kernel-devel'],
  };
}

export function imageOf(
  tag: string,
  extra: Partial<RepositoryImage> = {},
): RepositoryImage {
  return {
    tag,
    digest: `sha256:${tag}`,
    labels: {},
    platforms: [{ architecture: 'amd64', os: 'linux', digest: 'sha256:p' }],
    ...extra,
  };
}
