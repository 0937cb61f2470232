import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import type { KernelId } from './kernelId';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { pollInterval } from './pollInterval';
import { queryKeys } from './queryKeys';

/** One kernel with its images and latest build. */
export function useKernel({ source, kernel }: KernelId) {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: queryKeys.kernel(source, kernel),
    queryFn: ({ signal }) => api.getKernel(source, kernel, { signal }),
    refetchInterval: ({ state }) => pollInterval([state.data?.latestBuild]),
  });
}
