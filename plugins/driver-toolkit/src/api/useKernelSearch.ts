import { useApi } from '@backstage/frontend-plugin-api';
import type { KernelFilter } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** How many kernels a list shows before it is scrolled. */
const PAGE_SIZE = 20;

/** Kernels with a toolkit image whose version has a text in it, newest first, page by page. */
export function useKernelSearch(text: string) {
  const api = useApi(driverToolkitApiRef);
  const filter: KernelFilter = {
    imageState: 'present',
    limit: PAGE_SIZE,
    ...(text && { q: text }),
  };
  return useInfiniteQuery({
    queryKey: [...queryKeys.kernels(filter), 'search'],
    queryFn: ({ pageParam, signal }) =>
      api.getKernels({ ...filter, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}
