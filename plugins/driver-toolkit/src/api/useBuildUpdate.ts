import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useCallback } from 'react';
import { queryKeys } from './queryKeys';

/** Puts a newer state of a build into the cache, and refetches what it affects. */
export function useBuildUpdate(): (build: Build) => void {
  const queryClient = useQueryClient();
  return useCallback(
    build => {
      // A pending answer may be older than this state, and must not undo it.
      queryClient.cancelQueries({ queryKey: queryKeys.build(build.id) });
      queryClient.setQueryData(queryKeys.build(build.id), build);
      const changed: QueryKey[] = [
        queryKeys.builds(),
        queryKeys.coverage(),
        queryKeys.kernels(),
        queryKeys.kernel(),
      ];
      if (isFinished(build)) {
        changed.push(queryKeys.images(), queryKeys.driverVerdicts());
      }
      for (const queryKey of changed) {
        queryClient.invalidateQueries({ queryKey });
      }
    },
    [queryClient],
  );
}
