import { useApi } from '@backstage/frontend-plugin-api';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { BUSY_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** One build, polled until it has finished. */
export function useBuild(id: string) {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.build(id),
    queryFn: ({ signal }) => api.getBuild(id, { signal }),
    refetchInterval: ({ state }) =>
      state.data && isFinished(state.data) ? false : BUSY_INTERVAL,
  });
}
