import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { useBuildUpdate } from './useBuildUpdate';
import type { CreatedBuild } from './useCreateBuild';

/** Requests a finished build again. */
export function useRetryBuild(onCreated: (created: CreatedBuild) => void) {
  const api = useApi(driverToolkitApiRef);
  const update = useBuildUpdate();
  return useMutation({
    mutationFn: (id: string) => api.retryBuild(id),
    onSuccess: created => {
      update(created.build);
      onCreated(created);
    },
  });
}
