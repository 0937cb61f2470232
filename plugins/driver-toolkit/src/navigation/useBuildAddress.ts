import { useCallback } from 'react';
import { usePageAddress } from './usePageAddress';

/** Addresses of builds on the plugin's page. */
export function useBuildAddress(): (id: string) => string | undefined {
  const pageAddress = usePageAddress();
  return useCallback(id => pageAddress('builds', { build: id }), [pageAddress]);
}
