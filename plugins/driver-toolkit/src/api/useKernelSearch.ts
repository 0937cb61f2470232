import { useApi } from '@backstage/frontend-plugin-api';
import type { KernelFilter } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** Number of kernels per page of the list. */
const PAGE_SIZE = 20;

/** Kernels that have a toolkit image and whose version contains a text, newest first, page by page. */
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
