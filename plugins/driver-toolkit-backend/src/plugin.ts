import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { driverToolkitPermissions } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { readDriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { createBuildSystem } from './builds/createBuildSystem';
import { DatabaseContentCache } from './database/DatabaseContentCache';
import { openDatabase } from './database/migrate';
import { createIndex } from './index/createIndex';
import { createSources } from './index/createSources';
import { createRouter } from './http/createRouter';

/**
 * Indexes kernels and Driver Toolkit images and builds what is missing.
 *
 * @public
 */
export const driverToolkitPlugin = createBackendPlugin({
  pluginId: 'driver-toolkit',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        urlReader: coreServices.urlReader,
      },
      async init(services) {
        const { httpRouter, lifecycle, scheduler } = services;
        const config = readDriverToolkitConfig(services.config);
        const knex = await openDatabase(services.database);

        const contentCache = new DatabaseContentCache(knex);
        const index = createIndex({
          ...services,
          config,
          contentCache,
          knex,
          sources: createSources(config, contentCache),
        });
        const builds = await createBuildSystem({
          ...services,
          config,
          knex,
          index,
        });
        services.permissionsRegistry.addPermissions(driverToolkitPermissions);
        httpRouter.use(createRouter({ ...services, ...index, ...builds }));

        lifecycle.addStartupHook(async () => {
          builds.queue.start();
          await index.schedule(scheduler);
          await builds.schedule(scheduler);
        });
        lifecycle.addShutdownHook(() => builds.queue.stop());
      },
    });
  },
});
