import type {
  AuthService,
  LoggerService,
  SchedulerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { HumanDuration } from '@backstage/types';
import {
  INDEX_CHANGED_TOPIC,
  type Health,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { readContainerfile } from '../builds/toolkit/readContainerfile';
import { Coverage } from '../coverage/Coverage';
import { DatabaseBuildsOfKernels } from '../database/builds/BuildsOfKernels';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { DatabaseIndexSnapshots } from '../database/index/DatabaseIndexSnapshots';
import { DatabaseKernelStore } from '../database/index/DatabaseKernelStore';
import { DatabaseImageStore } from '../database/index/ImageStore';
import { DatabaseSourceStore } from '../database/index/SourceStore';
import { DatabaseToolkitInputStore } from '../database/index/ToolkitInputStore';
import { describeHealth } from '../index/health';
import { Index } from '../index/Index';
import type { IndexedSources } from '../index/IndexedSources';
import { IndexMetrics } from '../index/IndexMetrics';
import { KernelUse } from '../index/KernelUse';
import { MatrixQuery } from '../index/MatrixQuery';
import { createRefreshNow, type RefreshNow } from '../index/RefreshNow';
import { scheduleRefreshes } from '../index/scheduleRefreshes';
import { SourceReadings } from '../index/SourceReadings';
import { SourceRefresher } from '../index/SourceRefresher';
import { IndexMemory } from '../index/state/IndexMemory';
import { ToolkitInputReader } from '../index/toolkitInputs/ToolkitInputReader';
import type { RegistryDirectory } from '../registries/RegistryDirectory';

/** The index, and what keeps it up to date. */
export interface IndexSystem {
  index: Index;
  coverage: Coverage;
  health: () => Promise<Health>;
  refreshNow: RefreshNow;
  matrixQuery: MatrixQuery;
  reader: IndexMemory;
  /** The inputs of toolkit images. */
  inputs: ToolkitInputReader;
  /** Which kernels drivers are for. */
  use: KernelUse;
  refresher: SourceRefresher;
  schedule: (scheduler: SchedulerService) => Promise<void>;
}

/** Puts the index together: sources, stores and schedules. */
export function createIndex(options: {
  auth: AuthService;
  catalog: CatalogService;
  config: DriverToolkitConfig;
  events: EventsService;
  knex: Knex;
  logger: LoggerService;
  metrics: MetricsService;
  registries: Pick<RegistryDirectory, 'digestOf'>;
  sources: IndexedSources;
  urlReader: UrlReaderService;
}): IndexSystem {
  const { config, events, knex, logger, registries, sources, urlReader } =
    options;
  const kernels = new DatabaseKernelStore(knex);
  const images = new DatabaseImageStore(knex);
  const statuses = new DatabaseSourceStore(knex);
  const onChanged = (source: string) =>
    events.publish({ topic: INDEX_CHANGED_TOPIC, eventPayload: { source } });
  const metrics = new IndexMetrics(options.metrics);
  const use = new KernelUse({
    auth: options.auth,
    catalog: options.catalog,
    logger,
  });
  const refresher = new SourceRefresher({
    sources,
    writer: new SourceReadings({
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
  const reader = new IndexMemory({
    sources,
    statuses,
    snapshots: new DatabaseIndexSnapshots(knex),
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
    refreshNow: createRefreshNow({ refresher, inputs, timeouts, logger }),
    health: async () =>
      describeHealth(await index.sources(), schedules, {
        now: Date.now(),
        since,
      }),
    matrixQuery: new MatrixQuery({ config, sources, reader }),
    reader,
    inputs,
    use,
    refresher,
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
