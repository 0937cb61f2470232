import { useSignal } from '@backstage/plugin-signals-react';
import { BUILDS_SIGNAL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryKeys } from './queryKeys';

/**
 * Reads builds again at once when others changed them.
 *
 * @remarks A hint alone: without signals, or when one is lost, builds are read
 * at their interval.
 */
export function useBuildSignals(queryClient: QueryClient): void {
  const { lastSignal } = useSignal(BUILDS_SIGNAL);
  useEffect(() => {
    if (lastSignal) {
      queryClient.invalidateQueries({ queryKey: queryKeys.builds() });
    }
  }, [lastSignal, queryClient]);
}
