import type { ImageClaimant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverPlan } from './BuildPlan';
import { sourceRepositoryOf } from './sourceRepositoryOf';

/** The driver that a build claims its image for. */
export function claimantOf(
  plan: Pick<DriverPlan, 'entityRef' | 'location' | 'sourceRepository'>,
): ImageClaimant {
  return {
    entityRef: plan.entityRef,
    sourceRepository: plan.sourceRepository ?? repositoryOf(plan.location),
  };
}

/** Plans of older versions may name no repository. */
function repositoryOf(location: string): string {
  try {
    return sourceRepositoryOf(location);
  } catch {
    return location;
  }
}
