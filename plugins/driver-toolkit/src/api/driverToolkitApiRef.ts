import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The plugin's backend, as the components reach it. @public */
export const driverToolkitApiRef = createApiRef<DriverToolkitApi>().with({
  id: 'plugin.driver-toolkit.client',
  pluginId: 'driver-toolkit',
});
