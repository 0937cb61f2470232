import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** Which library to go over. */
export interface LibraryId {
  source: string;
  repository: string;
}

/** Has a library gone over now; answers when that has ended. */
export function useRunLibrary() {
  const api = useApi(driverToolkitApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ source, repository }: LibraryId) =>
      api.runMaintenance(source, repository),
    // A run that came to no good end may have done something all the same.
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
