import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ImageClaim,
  ImageClaimant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** Moves an image to a driver, or releases it. */
export function useDecideClaim(claim: ImageClaim) {
  const api = useApi(driverToolkitApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (owner: ImageClaimant | undefined) =>
      owner ? api.moveClaim(claim.id, owner) : api.releaseClaim(claim.id),
    // After a failure, too: someone else may have decided.
    onSettled: () =>
      Promise.all(
        [['driver-claim'], queryKeys.builds(), queryKeys.coverage()].map(
          queryKey => queryClient.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
