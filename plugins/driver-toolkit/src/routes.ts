import { createRouteRef } from '@backstage/core-plugin-api';

/** Where the plugin's page is mounted. */
export const rootRouteRef = createRouteRef({ id: 'driver-toolkit' });
