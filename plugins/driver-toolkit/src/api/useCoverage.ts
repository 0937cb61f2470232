import { useApi } from '@backstage/frontend-plugin-api';
import type { CoverageFilter } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { pollInterval } from './pollInterval';
import { queryKeys } from './queryKeys';

/** Coverage by kernel and architecture, newest kernel first, page by page. */
export function useCoverage(filter: CoverageFilter) {
  const api = useApi(driverToolkitApiRef);
  return useInfiniteQuery({
    queryKey: queryKeys.coverage(filter),
    queryFn: ({ pageParam, signal }) =>
      api.getCoverage({ ...filter, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      pollInterval(
        (state.data?.pages ?? [])
          .flatMap(page => page.items)
          .flatMap(kernel => kernel.architectures)
          .flatMap(({ latestBuild, drivers }) => [
            latestBuild,
            ...drivers.map(({ build }) => build),
          ]),
      ),
  });
}
