import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { createAwaitEntityAction } from './awaitEntity';
import { createBuildAction } from './build';
import { createResolveImageAction } from './resolveImage';

/**
 * Adds the `driver-toolkit:` actions to the scaffolder.
 *
 * @public
 */
export const scaffolderModuleDriverToolkit = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'driver-toolkit',
  register(registration) {
    registration.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discoveryApi: coreServices.discovery,
      },
      async init({ actions, auth, catalog, config, discoveryApi }) {
        const api = DriverToolkitClient.create({ discoveryApi });
        actions.addActions(
          createResolveImageAction({ api, auth }),
          createAwaitEntityAction({ catalog }),
          createBuildAction({
            api,
            auth,
            portal: config.getOptionalString('app.baseUrl'),
          }),
        );
      },
    });
  },
});
