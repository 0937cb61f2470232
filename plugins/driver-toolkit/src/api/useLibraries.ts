import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { BUSY_INTERVAL, IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** All libraries with their last runs. */
export function useLibraries() {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.libraries(),
    queryFn: ({ signal }) => api.getMaintenance({ signal }),
    refetchInterval: ({ state }) =>
      state.data?.some(library => library.running)
        ? BUSY_INTERVAL
        : IDLE_INTERVAL,
  });
}
