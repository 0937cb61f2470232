import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import type { DriverManifestsRequest } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/**
 * What deploys a driver.
 *
 * @param request - nothing is read without one, because the portal asks the
 * forge of the driver's repository each time
 */
export function useDriverManifests(
  entityRef: string,
  request: DriverManifestsRequest | undefined,
) {
  const api = useApi(driverToolkitApiRef);
  const { namespace, name } = parseEntityRef(entityRef);
  return useQuery({
    queryKey: queryKeys.driverManifests(entityRef, request),
    queryFn: ({ signal }) =>
      api.getDriverManifests(namespace, name, request!, { signal }),
    enabled: request !== undefined,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}
