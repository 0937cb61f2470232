import { useApi } from '@backstage/frontend-plugin-api';
import type {
  BuildAnswer,
  BuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMutation } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { useBuildUpdate } from './useBuildUpdate';

/** Outcome of a build request. */
export type CreatedBuild = BuildAnswer;

/** Queues a build. */
export function useCreateBuild(onCreated: (created: CreatedBuild) => void) {
  const api = useApi(driverToolkitApiRef);
  const update = useBuildUpdate();
  return useMutation({
    mutationFn: (request: BuildRequest) => api.createBuild(request),
    onSuccess: created => {
      update(created.build);
      onCreated(created);
    },
  });
}
