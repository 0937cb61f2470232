import type { ImageClaimant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverPlan } from './BuildPlan';
import { sourceRepositoryOf } from './sourceRepositoryOf';

/** For which driver a build claims its image. */
export function claimantOf(
  plan: Pick<DriverPlan, 'entityRef' | 'location' | 'sourceRepository'>,
): ImageClaimant {
  return {
    entityRef: plan.entityRef,
    sourceRepository: plan.sourceRepository ?? repositoryOf(plan.location),
  };
}

/** What was stored before repositories were noted may name none. */
function repositoryOf(location: string): string {
  try {
    return sourceRepositoryOf(location);
  } catch {
    return location;
  }
}
