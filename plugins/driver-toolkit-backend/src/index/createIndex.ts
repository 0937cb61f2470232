import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { INDEX_CHANGED_TOPIC } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createImageRepository,
  createKernelSource,
  type ContentCache,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { DatabaseBuildStore } from '../database/DatabaseBuildStore';
import { DatabaseContentCache } from '../database/DatabaseContentCache';
import { DatabaseImageStore } from '../database/ImageStore';
import { DatabaseKernelStore } from '../database/KernelStore';
import { DatabaseSourceStore } from '../database/SourceStore';
import { Index } from './Index';
import { IndexedSources } from './IndexedSources';
import { Refresher } from './Refresher';
import { scheduleRefreshes } from './scheduleRefreshes';

/** The index and what feeds it. */
export interface IndexSystem {
  index: Index;
  sources: IndexedSources;
  refresher: Refresher;
  contentCache: ContentCache;
  schedule: (scheduler: SchedulerService) => Promise<void>;
}

/** Puts the index together from the configuration. */
export function createIndex(options: {
  config: DriverToolkitConfig;
  knex: Knex;
  logger: LoggerService;
  events: EventsService;
}): IndexSystem {
  const { config, knex, logger, events } = options;
  const contentCache = new DatabaseContentCache(knex);
  const sources = new IndexedSources(
    config.kernelSources.map(source => ({
      source: createKernelSource(source),
      keepLatest: source.keepLatest,
    })),
    config.imageRepositories.map(repository => ({
      config: repository,
      repository: createImageRepository(repository, { cache: contentCache }),
    })),
  );
  const stores = {
    kernels: new DatabaseKernelStore(knex),
    images: new DatabaseImageStore(knex),
    statuses: new DatabaseSourceStore(knex),
  };
  const refresher = new Refresher({
    ...stores,
    sources,
    logger,
    maxRemovalPercentage: config.catalog.maxRemovalPercentage,
    onChanged: async source => {
      await events.publish({
        topic: INDEX_CHANGED_TOPIC,
        eventPayload: { source },
      });
    },
  });
  const index = new Index({
    ...stores,
    // One state of the database for all reads of a snapshot; SQLite gives it
    // without being asked.
    readConsistently: read =>
      knex.transaction(
        read,
        knex.client.config.client === 'pg'
          ? { readOnly: true, isolationLevel: 'repeatable read' }
          : {},
      ),
    sources,
    refresher,
    builds: new DatabaseBuildStore(knex),
  });
  return {
    index,
    sources,
    refresher,
    contentCache,
    schedule: scheduler =>
      scheduleRefreshes({
        scheduler,
        refresher,
        sources: [...config.kernelSources, ...config.imageRepositories],
      }),
  };
}
