import { useRouteRef } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { rootRouteRef } from '../routes';

/** Addresses of builds on the plugin's own page. */
export function useBuildAddress(): (id: string) => string {
  const rootRoute = useRouteRef(rootRouteRef);
  return useCallback(
    id => `${rootRoute()}/builds?build=${encodeURIComponent(id)}`,
    [rootRoute],
  );
}
