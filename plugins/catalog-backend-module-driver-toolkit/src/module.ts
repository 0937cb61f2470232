import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  DriverToolkitClient,
  INDEX_CHANGED_TOPIC,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Coalescer } from './Coalescer';
import { DriverToolkitEntityProvider } from './DriverToolkitEntityProvider';

/**
 * Adds kernels and toolkit images to the catalog: on every change of the index,
 * and on a schedule in case an event was missed.
 *
 * @public
 */
export const catalogModuleDriverToolkit = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'driver-toolkit',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        config,
        discovery,
        events,
        logger,
        scheduler,
      }) {
        const provider = new DriverToolkitEntityProvider({
          api: DriverToolkitClient.create({ discoveryApi: discovery }),
          auth,
          logger,
          // Read only when entities exist: the catalog must start even if it is
          // wrong.
          owner: () =>
            config.getOptionalString('driverToolkit.catalog.owner') ??
            'group:default/platform',
        });
        catalog.addEntityProvider(provider);

        const refresh = new Coalescer(async () => {
          try {
            await provider.refresh();
          } catch (error) {
            // Schedulers of a single backend send no event.
            logger.warn(
              `The catalog keeps its current kernels and images because the Driver Toolkit did not answer: ${stringifyError(
                error,
              )}`,
            );
            throw error;
          }
        });
        await events.subscribe({
          id: 'catalog-driver-toolkit',
          topics: [INDEX_CHANGED_TOPIC],
          onEvent: async () => {
            await refresh.run();
          },
        });
        await scheduler.scheduleTask({
          id: 'driver-toolkit-refresh',
          frequency: { minutes: 10 },
          timeout: { minutes: 5 },
          initialDelay: { seconds: 5 },
          scope: 'local',
          fn: () => refresh.run(),
        });
      },
    });
  },
});
