import { useApi } from '@backstage/frontend-plugin-api';
import type { BuildFilter } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { pollInterval } from './pollInterval';
import { queryKeys } from './queryKeys';

/** Builds, newest first, page by page. */
export function useBuilds(filter: BuildFilter) {
  const api = useApi(driverToolkitApiRef);
  return useInfiniteQuery({
    queryKey: queryKeys.builds(filter),
    queryFn: ({ pageParam, signal }) =>
      api.getBuilds({ ...filter, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      pollInterval(state.data?.pages.flatMap(page => page.items) ?? []),
  });
}
