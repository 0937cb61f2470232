import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { BUSY_INTERVAL, IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** All kernel sources and image repositories. */
export function useSources() {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.sources(),
    queryFn: ({ signal }) => api.getSources({ signal }),
    refetchInterval: ({ state }) =>
      state.data?.some(source => source.refreshing)
        ? BUSY_INTERVAL
        : IDLE_INTERVAL,
  });
}
