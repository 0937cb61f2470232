import { useApi } from '@backstage/frontend-plugin-api';
import type { ImageState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQueries } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { IDLE_INTERVAL } from './pollInterval';
import { queryKeys } from './queryKeys';

const STATES: ImageState[] = ['present', 'absent', 'unknown'];

/** Number of kernels by the state of their toolkit image; undefined until all counts are there. */
export function useImageCounts(
  source: string | undefined,
): Array<{ state: ImageState; count: number }> | undefined {
  const api = useApi(driverToolkitApiRef);
  return useQueries({
    queries: STATES.map(imageState => {
      // Every page has the total.
      const filter = { source, imageState, limit: 1 };
      return {
        queryKey: [...queryKeys.kernels(filter), 'count'],
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          (await api.getKernels(filter, { signal })).totalItems,
        refetchInterval: IDLE_INTERVAL,
      };
    }),
    combine: results => {
      const counts = results.flatMap(({ data }, index) =>
        data === undefined ? [] : [{ state: STATES[index], count: data }],
      );
      return counts.length === STATES.length ? counts : undefined;
    },
  });
}
