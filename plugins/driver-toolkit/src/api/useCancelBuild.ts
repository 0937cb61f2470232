import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { useBuildUpdate } from './useBuildUpdate';

/** Cancels a build. */
export function useCancelBuild() {
  const api = useApi(driverToolkitApiRef);
  const update = useBuildUpdate();
  return useMutation({
    mutationFn: (id: string) => api.cancelBuild(id),
    onSuccess: update,
  });
}
