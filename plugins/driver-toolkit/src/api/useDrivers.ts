import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { COMPONENT_TYPE_DRIVER } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

/** Number of driver containers per read. */
const LIMIT = 50;
const FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.title',
];

/** A driver container of the catalog. */
export interface Driver {
  entityRef: string;
  title: string;
}

/** The first driver containers, by name, whose name or title contains a text. */
export function useDrivers(text = '') {
  const catalogApi = useApi(catalogApiRef);
  return useQuery({
    queryKey: queryKeys.drivers(text),
    queryFn: async () => {
      const { items, totalItems } = await catalogApi.queryEntities({
        filter: { kind: 'Component', 'spec.type': COMPONENT_TYPE_DRIVER },
        fields: FIELDS,
        // The catalog leaves out entities without the field, and knows only one.
        orderFields: { field: 'metadata.name', order: 'asc' },
        limit: LIMIT,
        ...(text && {
          fullTextFilter: {
            term: text,
            fields: ['metadata.name', 'metadata.title'],
          },
        }),
      });
      return {
        drivers: items
          .map(toDriver)
          .sort((a, b) => a.title.localeCompare(b.title)),
        totalItems,
      };
    },
    placeholderData: keepPreviousData,
    refetchInterval: IDLE_INTERVAL,
  });
}

/** One driver container; undefined if it is missing from the catalog. */
export function useDriver(entityRef: string | undefined): Driver | undefined {
  const catalogApi = useApi(catalogApiRef);
  const { data } = useQuery({
    queryKey: queryKeys.driver(entityRef),
    queryFn: async () => {
      const { items } = await catalogApi.getEntitiesByRefs({
        entityRefs: [entityRef!],
        fields: FIELDS,
      });
      return items[0] ? toDriver(items[0]) : null;
    },
    enabled: entityRef !== undefined,
  });
  return data ?? undefined;
}

function toDriver(entity: Entity): Driver {
  return {
    entityRef: stringifyEntityRef(entity),
    title: entity.metadata.title ?? entity.metadata.name,
  };
}
