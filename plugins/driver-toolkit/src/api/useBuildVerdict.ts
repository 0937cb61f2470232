import { useApi } from '@backstage/frontend-plugin-api';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** The verdict on a build's image, once it can exist; null if there is none. */
export function useBuildVerdict({ id, type, state }: Build) {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    // The digest comes with the last state.
    queryKey: queryKeys.buildVerdict(id, state),
    queryFn: async ({ signal }) =>
      (await api.getBuildVerdict(id, { signal })) ?? null,
    enabled:
      type === 'driver' && (isFinished({ state }) || state === 'pushing'),
  });
}
