import { createRouteRef } from '@backstage/frontend-plugin-api';

/** Where the plugin's page is mounted. */
export const rootRouteRef = createRouteRef();
