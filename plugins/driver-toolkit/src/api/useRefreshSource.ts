import { useApi } from '@backstage/frontend-plugin-api';
import type { Source } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** The source to read, and whether to accept removals. */
export interface RefreshRequest {
  id: string;
  acceptRemoval?: boolean;
}

/** Reads one source now; settles when the read has ended. */
export function useRefreshSource() {
  const api = useApi(driverToolkitApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...options }: RefreshRequest) =>
      api.refreshSource(id, options),
    onSuccess: refreshed => {
      queryClient.setQueryData<Source[]>(queryKeys.sources(), sources =>
        sources?.map(source =>
          source.id === refreshed.id ? refreshed : source,
        ),
      );
      for (const queryKey of [
        queryKeys.coverage(),
        queryKeys.kernels(),
        queryKeys.kernel(),
        queryKeys.images(),
      ]) {
        queryClient.invalidateQueries({ queryKey });
      }
    },
  });
}
