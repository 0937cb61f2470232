import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { COMPONENT_TYPE_DRIVER } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQuery } from '@tanstack/react-query';
import { IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** A driver container of the catalog. */
export interface Driver {
  entityRef: string;
  title: string;
}

/** The catalog's driver containers, by title. */
export function useDrivers() {
  const catalogApi = useApi(catalogApiRef);
  return useQuery({
    queryKey: queryKeys.drivers(),
    queryFn: async (): Promise<Driver[]> => {
      const { items } = await catalogApi.getEntities({
        filter: { kind: 'Component', 'spec.type': COMPONENT_TYPE_DRIVER },
        fields: [
          'kind',
          'metadata.namespace',
          'metadata.name',
          'metadata.title',
        ],
      });
      return items
        .map(entity => ({
          entityRef: stringifyEntityRef(entity),
          title: entity.metadata.title ?? entity.metadata.name,
        }))
        .sort((a, b) => a.title.localeCompare(b.title));
    },
    refetchInterval: IDLE_INTERVAL,
  });
}
