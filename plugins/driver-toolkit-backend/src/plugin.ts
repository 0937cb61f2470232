import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { driverToolkitPermissions } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  driverToolkitBuildersExtensionPoint,
  type BuilderType,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { scheduleOwnerCheck } from './access/scheduleOwnerCheck';
import { registerActions } from './actions/registerActions';
import { podmanBuilderType } from './builders/podman/podmanBuilderType';
import { DatabaseContentCache } from './database/index/DatabaseContentCache';
import { openDatabase } from './database/openDatabase';
import { createRouter, createStoppedRouter } from './http/createRouter';
import { BuildSignal } from './notifications/BuildSignal';
import { RegistryDirectory } from './registries/RegistryDirectory';
import { createAccess } from './wiring/createAccess';
import { createBuildNotifier } from './wiring/createBuildNotifier';
import { createBuildSystem } from './wiring/createBuildSystem';
import { createIndex } from './wiring/createIndex';
import { createLibraries } from './wiring/createLibraries';
import { createSources } from './wiring/createSources';
import { createStoppedPlugin } from './wiring/createStoppedPlugin';
import { readConfiguration } from './wiring/readConfiguration';

/**
 * Indexes kernels and Driver Toolkit images and builds what is missing.
 *
 * @public
 */
export const driverToolkitPlugin = createBackendPlugin({
  pluginId: 'driver-toolkit',
  register(env) {
    const builderTypes: BuilderType[] = [podmanBuilderType];
    env.registerExtensionPoint(driverToolkitBuildersExtensionPoint, {
      addBuilderType(added) {
        if (builderTypes.some(({ type }) => type === added.type)) {
          throw new Error(`There are two builder types '${added.type}'.`);
        }
        builderTypes.push(added);
      },
    });
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
        const { httpRouter, lifecycle, logger, scheduler } = services;
        services.permissionsRegistry.addPermissions(driverToolkitPermissions);
        let usable;
        try {
          usable = await readConfiguration(services.config, {
            builderTypes,
            logger,
          });
        } catch (error) {
          const { access, stopped } = createStoppedPlugin(error, services);
          registerActions({
            registry: services.actionsRegistry,
            auth: services.auth,
            logger,
            enter: async caller => {
              throw await stopped.refusal(caller);
            },
          });
          const { httpAuth } = services;
          httpRouter.use(
            createStoppedRouter({ httpAuth, logger, access, stopped }),
          );
          return;
        }
        const { config, builders } = usable;
        const knex = await openDatabase(services.database);

        const contentCache = new DatabaseContentCache(knex);
        const registries = new RegistryDirectory(config, contentCache);
        const sources = createSources(config, builders, contentCache);
        const indexing = createIndex({
          auth: services.auth,
          catalog: services.catalog,
          config,
          events: services.events,
          knex,
          logger,
          metrics: services.metrics,
          registries,
          urlReader: services.urlReader,
          sources,
        });
        const { index, inputs, refresher } = indexing;
        const notifier = createBuildNotifier({
          knex,
          logger,
          notifications: services.notifications,
        });
        const signal = new BuildSignal({ signals: services.signals, logger });
        const onChanged = () => signal.changed();
        const builds = await createBuildSystem({
          config,
          builders,
          knex,
          index,
          inputs,
          sources,
          refresher,
          registries,
          catalog: services.catalog,
          logger,
          metrics: services.metrics,
          urlReader: services.urlReader,
          integrations: ScmIntegrations.fromConfig(services.config),
          onFinished: id => {
            onChanged();
            void notifier.onFinished(id);
          },
        });
        const { buildRequests, buildStore, imageClaims, logs, queue } = builds;
        const access = createAccess({
          auditor: services.auditor,
          auth: services.auth,
          permissions: services.permissions,
          permissionsRegistry: services.permissionsRegistry,
          catalog: services.catalog,
          platform: config.catalog.owner,
          buildRequests,
          buildStore,
          verdicts: builds.verdicts,
          imageClaims,
          index,
          refreshNow: indexing.refreshNow,
          onChanged,
        });
        const libraries = createLibraries({
          access,
          auth: services.auth,
          config,
          knex,
          reader: indexing.reader,
          inputs,
          sources,
          refresher,
          use: indexing.use,
          registries,
          buildRequests,
          onChanged,
          logger,
        });
        registerActions({
          registry: services.actionsRegistry,
          auth: services.auth,
          logger,
          enter: async () => ({
            index,
            logs,
            access,
            driverManifests: builds.driverManifests,
          }),
        });
        httpRouter.use(
          createRouter({
            httpAuth: services.httpAuth,
            logger,
            access,
            authorizedLibraries: libraries.authorizedLibraries,
            index,
            coverage: indexing.coverage,
            health: indexing.health,
            matrixQuery: indexing.matrixQuery,
            buildStore,
            queue,
            logs,
            notices: builds.notices,
            imageClaims,
            driverClaims: builds.driverClaims,
            driverCertificates: builds.driverCertificates,
            driverManifests: builds.driverManifests,
          }),
        );

        lifecycle.addStartupHook(async () => {
          builds.start();
          await indexing.schedule(scheduler);
          await builds.schedule(scheduler);
          await libraries.schedule(scheduler);
          await scheduleOwnerCheck({
            auth: services.auth,
            catalog: services.catalog,
            logger,
            scheduler,
            owner: config.catalog.owner,
          });
        });
        lifecycle.addShutdownHook(() => builds.stop());
      },
    });
  },
});
