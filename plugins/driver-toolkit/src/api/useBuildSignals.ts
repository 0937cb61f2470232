import { useSignal } from '@backstage/plugin-signals-react';
import { BUILDS_SIGNAL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryKeys } from './queryKeys';

/**
 * Refetches builds immediately when someone else changes them.
 *
 * @remarks Best effort: without signals, or if one is lost, polling refetches
 * builds.
 */
export function useBuildSignals(queryClient: QueryClient): void {
  const { lastSignal } = useSignal(BUILDS_SIGNAL);
  useEffect(() => {
    if (lastSignal) {
      queryClient.invalidateQueries({ queryKey: queryKeys.builds() });
    }
  }, [lastSignal, queryClient]);
}
