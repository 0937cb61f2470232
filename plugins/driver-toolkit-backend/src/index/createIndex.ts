import type {
  AuthService,
  LoggerService,
  SchedulerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  INDEX_CHANGED_TOPIC,
  type Health,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  ContentCache,
  DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { readContainerfile } from '../builds/readContainerfile';
import { RegistryDirectory } from '../builds/RegistryDirectory';
import { Coverage } from '../coverage/Coverage';
import { DatabaseBuildsOfKernels } from '../database/BuildsOfKernels';
import { DatabaseBuildStore } from '../database/DatabaseBuildStore';
import { DatabaseKernelStore } from '../database/DatabaseKernelStore';
import { DatabaseImageStore } from '../database/ImageStore';
import { DatabaseSourceStore } from '../database/SourceStore';
import { DatabaseToolkitInputStore } from '../database/ToolkitInputStore';
import { describeHealth } from './health';
import { Index } from './Index';
import type { IndexedSources } from './IndexedSources';
import { IndexMetrics } from './IndexMetrics';
import { IndexWriter } from './IndexWriter';
import { KernelUse } from './KernelUse';
import { MatrixQuery } from './MatrixQuery';
import { Refresher, type RefreshOptions } from './Refresher';
import { scheduleRefreshes } from './scheduleRefreshes';
import { IndexReader } from './state/IndexReader';
import { ToolkitInputReader } from './toolkitInputs/ToolkitInputReader';

/** As {@link IndexSystem.refreshNow}. */
export type RefreshNow = (
  id: string,
  options: Omit<RefreshOptions, 'signal'>,
) => Promise<void>;

/** Somebody waits for it, and it is not what they asked for. */
const INPUTS_TIMEOUT_MS = 10_000;

/** The index and what feeds it. */
export interface IndexSystem {
  index: Index;
  coverage: Coverage;
  health: () => Promise<Health>;
  /**
   * Reads a source, and what its images are built from, because a person asks;
   * for as long as its schedule allows.
   */
  refreshNow: RefreshNow;
  matrixQuery: MatrixQuery;
  reader: IndexReader;
  /** What toolkit images are built from. */
  inputs: ToolkitInputReader;
  /** Which kernels drivers are for. */
  use: KernelUse;
  sources: IndexedSources;
  refresher: Refresher;
  contentCache: ContentCache;
  schedule: (scheduler: SchedulerService) => Promise<void>;
}

/** Puts the index together: what is read, where it is kept, who asks for it. */
export function createIndex(options: {
  auth: AuthService;
  catalog: CatalogService;
  config: DriverToolkitConfig;
  contentCache: ContentCache;
  events: EventsService;
  knex: Knex;
  logger: LoggerService;
  metrics: MetricsService;
  sources: IndexedSources;
  urlReader: UrlReaderService;
}): IndexSystem {
  const { config, contentCache, events, knex, logger, sources, urlReader } =
    options;
  const registries = new RegistryDirectory(config, contentCache);
  const kernels = new DatabaseKernelStore(knex);
  const images = new DatabaseImageStore(knex);
  const statuses = new DatabaseSourceStore(knex);
  const onChanged = (source: string) =>
    events.publish({ topic: INDEX_CHANGED_TOPIC, eventPayload: { source } });
  const metrics = new IndexMetrics(options.metrics);
  const use = new KernelUse(options);
  const refresher = new Refresher({
    sources,
    writer: new IndexWriter({
      sources,
      kernels,
      images,
      statuses,
      use,
      maxRemovalPercentage: config.catalog.maxRemovalPercentage,
    }),
    statuses,
    metrics,
    logger,
    onChanged,
  });
  const inputs = new ToolkitInputReader({
    config,
    store: new DatabaseToolkitInputStore(knex),
    logger,
    digestOfImage: (image, signal) => registries.digestOf(image, signal),
    digestOfContainerfile: async (location, signal) =>
      (await readContainerfile(location, { urlReader, signal })).digest,
  });
  const reader = new IndexReader({
    sources,
    kernels,
    images,
    statuses,
    // One state of the database for all reads of a load; SQLite gives it
    // without being asked.
    readConsistently: read =>
      knex.transaction(
        read,
        knex.client.config.client === 'pg'
          ? { readOnly: true, isolationLevel: 'repeatable read' }
          : {},
      ),
  });
  const index = new Index({
    sources,
    reader,
    inputs,
    refresher,
    builds: new DatabaseBuildStore(knex),
  });
  metrics.observe(() => index.sources());
  const read = [...config.kernelSources, ...config.imageRepositories];
  const schedules = new Map(
    read.map(({ id, schedule }): [string, HumanDuration] => [
      id,
      schedule.frequency,
    ]),
  );
  const timeouts = new Map(
    read.map(({ id, schedule }): [string, HumanDuration] => [
      id,
      schedule.timeout,
    ]),
  );
  const since = Date.now();
  return {
    index,
    coverage: new Coverage({
      index,
      builds: new DatabaseBuildsOfKernels(knex),
    }),
    refreshNow: async (id, refreshOptions) => {
      const signal = AbortSignal.timeout(
        durationToMilliseconds(timeouts.get(id) ?? { minutes: 5 }),
      );
      await Promise.all([
        refresher.refresh(id, { ...refreshOptions, signal }),
        inputs
          .refresh(
            AbortSignal.any([signal, AbortSignal.timeout(INPUTS_TIMEOUT_MS)]),
          )
          .catch(error =>
            logger.warn('What images are built from was not read', error),
          ),
      ]);
    },
    health: async () =>
      describeHealth(await index.sources(), schedules, {
        now: Date.now(),
        since,
      }),
    matrixQuery: new MatrixQuery({ config, sources, reader }),
    reader,
    inputs,
    use,
    sources,
    refresher,
    contentCache,
    schedule: scheduler =>
      scheduleRefreshes({
        scheduler,
        refresher,
        inputs,
        statuses,
        sources: read,
      }),
  };
}
