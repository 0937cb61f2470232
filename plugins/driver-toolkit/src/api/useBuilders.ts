import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** All builders. */
export function useBuilders() {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.builders(),
    queryFn: ({ signal }) => api.getBuilders({ signal }),
    refetchInterval: 5_000,
  });
}
