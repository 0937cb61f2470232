import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { BUSY_INTERVAL, IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** Keeps a request's body below 100 kB. */
const MOST_REFS = 1_000;
/** Number of quick polls; after that, polling slows down. */
const SOON = 50;

/**
 * Which entities are missing from the catalog. The catalog gets a new kernel or
 * image some seconds after the index.
 *
 * @returns whether an entity is missing; false while that is unknown
 */
export function useMissingEntities(
  entityRefs: string[],
): (entityRef: string) => boolean {
  const catalogApi = useApi(catalogApiRef);
  const { data: missing } = useQuery({
    queryKey: queryKeys.missingEntities(entityRefs),
    enabled: entityRefs.length > 0,
    queryFn: async () => {
      const asked = entityRefs.slice(0, MOST_REFS);
      const { items } = await catalogApi.getEntitiesByRefs({
        entityRefs: asked,
        fields: ['kind'],
      });
      return asked.filter((_, index) => !items[index]);
    },
    refetchInterval: ({ state }) =>
      state.data &&
      state.data.length > 0 &&
      (state.dataUpdateCount < SOON ? BUSY_INTERVAL : IDLE_INTERVAL),
  });
  return useCallback(
    entityRef => missing?.includes(entityRef) ?? false,
    [missing],
  );
}
