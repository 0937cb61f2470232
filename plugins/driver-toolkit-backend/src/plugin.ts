import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { driverToolkitPermissions } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { readDriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { registerActions } from './actions/registerActions';
import { createBuildSystem } from './builds/createBuildSystem';
import { DatabaseContentCache } from './database/DatabaseContentCache';
import { openDatabase } from './database/migrate';
import { createIndex } from './index/createIndex';
import { createSources } from './index/createSources';
import { createRouter } from './http/createRouter';
import { createMaintenance } from './maintain/createMaintenance';
import { BuildSignal } from './notifications/BuildSignal';
import { createBuildNotifier } from './notifications/createBuildNotifier';
import { createRequests } from './requests/createRequests';

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
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
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
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
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
        const notifier = createBuildNotifier({ ...services, knex });
        const signal = new BuildSignal(services);
        const builds = await createBuildSystem({
          ...services,
          config,
          knex,
          index,
          onFinished: id => {
            signal.changed();
            void notifier.onFinished(id);
          },
        });
        services.permissionsRegistry.addPermissions(driverToolkitPermissions);
        const requests = createRequests({
          ...services,
          ...builds,
          platform: config.catalog.owner,
          index,
          onChanged: () => signal.changed(),
        });
        registerActions({
          ...services,
          ...builds,
          registry: services.actionsRegistry,
          index: index.index,
          requests,
        });
        const { maintenance, ...library } = createMaintenance({
          ...services,
          ...builds,
          requests,
          config,
          knex,
          index,
          onChanged: () => signal.changed(),
        });
        httpRouter.use(
          createRouter({
            ...services,
            ...index,
            ...builds,
            ...requests,
            maintenance,
          }),
        );

        lifecycle.addStartupHook(async () => {
          builds.queue.start();
          await index.schedule(scheduler);
          await builds.schedule(scheduler);
          await library.schedule(scheduler);
        });
        lifecycle.addShutdownHook(() => builds.queue.stop());
      },
    });
  },
});
