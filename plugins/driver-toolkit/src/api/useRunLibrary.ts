import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** The library to run. */
export interface LibraryId {
  source: string;
  repository: string;
}

/** Runs a library now; settles when the run has ended. */
export function useRunLibrary() {
  const api = useApi(driverToolkitApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ source, repository }: LibraryId) =>
      api.runMaintenance(source, repository),
    // A failed run may have queued builds.
    onSettled: () =>
      Promise.all(
        [
          queryKeys.libraries(),
          queryKeys.builds(),
          queryKeys.coverage(),
          queryKeys.kernels(),
          queryKeys.kernel(),
          queryKeys.images(),
        ].map(queryKey => queryClient.invalidateQueries({ queryKey })),
      ),
  });
}
