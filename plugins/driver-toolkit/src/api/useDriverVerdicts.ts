import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/**
 * The newest verdict of a driver for each kernel, variant and architecture,
 * page by page.
 */
export function useDriverVerdicts(entityRef: string) {
  const api = useApi(driverToolkitApiRef);
  const { namespace, name } = parseEntityRef(entityRef);
  return useInfiniteQuery({
    queryKey: queryKeys.driverVerdicts(entityRef),
    queryFn: ({ pageParam, signal }) =>
      api.getDriverVerdicts(namespace, name, { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  });
}
