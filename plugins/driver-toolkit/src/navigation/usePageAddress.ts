import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { rootRouteRef } from '../routes';

/** Addresses of the plugin's tabs, with query values; undefined if the app disables the page. */
export function usePageAddress(): (
  page: 'kernels' | 'builds' | 'builders' | 'sources',
  query?: Record<string, string | undefined>,
) => string | undefined {
  const root = useRouteRef(rootRouteRef)?.();
  return useCallback(
    (page, query = {}) => {
      if (root === undefined) {
        return undefined;
      }
      const given = Object.entries(query).flatMap(([key, value]) =>
        value ? [[key, value]] : [],
      );
      const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
      return `${root}/${page}${search}`;
    },
    [root],
  );
}
