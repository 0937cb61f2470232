import { convertLegacyRouteRef } from '@backstage/core-compat-api';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';

const entityPage = convertLegacyRouteRef(entityRouteRef);

/** Addresses of entity pages; undefined if the app has none. */
export function useEntityAddress(): (entityRef: string) => string | undefined {
  const entityRoute = useRouteRef(entityPage);
  return useCallback(
    entityRef => entityRoute?.(entityRouteParams(entityRef)),
    [entityRoute],
  );
}
