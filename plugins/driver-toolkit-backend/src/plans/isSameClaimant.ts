import type { ImageClaimant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Whether both are one entity, built from one repository. */
export function isSameClaimant(a: ImageClaimant, b: ImageClaimant): boolean {
  return (
    a.entityRef === b.entityRef && a.sourceRepository === b.sourceRepository
  );
}
