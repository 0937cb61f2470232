import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
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
        discoveryApi: coreServices.discovery,
      },
      async init({ actions, auth, discoveryApi }) {
        const api = DriverToolkitClient.create({ discoveryApi });
        actions.addActions(createResolveImageAction({ api, auth }));
      },
    });
  },
});
