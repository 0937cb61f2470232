import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** The image of a driver, and its owner. */
export function useDriverClaim(entityRef: string) {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.driverClaim(entityRef),
    queryFn: ({ signal }) => api.getDriverClaim(entityRef, { signal }),
    refetchInterval: IDLE_INTERVAL,
  });
}
