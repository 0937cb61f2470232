import { useApi } from '@backstage/frontend-plugin-api';
import type { KernelFilter } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { pollInterval } from './pollInterval';
import { queryKeys } from './queryKeys';

/** Kernels, newest first, page by page. */
export function useKernels(filter: KernelFilter) {
  const api = useApi(driverToolkitApiRef);
  return useInfiniteQuery({
    queryKey: queryKeys.kernels(filter),
    queryFn: ({ pageParam, signal }) =>
      api.getKernels({ ...filter, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      pollInterval(
        state.data?.pages.flatMap(page =>
          page.items.map(kernel => kernel.latestBuild),
        ) ?? [],
      ),
  });
}
