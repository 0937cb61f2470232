import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DriverToolkitApi } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The client of the plugin's backend. @public */
export const driverToolkitApiRef = createApiRef<DriverToolkitApi>().with({
  id: 'plugin.driver-toolkit.client',
  pluginId: 'driver-toolkit',
});
