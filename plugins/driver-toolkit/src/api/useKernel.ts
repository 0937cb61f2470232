import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import type { KernelId } from './kernelId';
import { pollInterval } from './pollInterval';
import { queryKeys } from './queryKeys';

/** One kernel with its images and latest build; disabled without an id. */
export function useKernel(id: KernelId | undefined) {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.kernel(id?.source, id?.kernel),
    queryFn: ({ signal }) => api.getKernel(id!.source, id!.kernel, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => pollInterval([state.data?.latestBuild]),
  });
}
