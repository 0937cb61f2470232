import { createRouteRef } from '@backstage/frontend-plugin-api';

/** Route of the plugin's page. */
export const rootRouteRef = createRouteRef();
