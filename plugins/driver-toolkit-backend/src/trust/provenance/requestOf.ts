import type { BuildPlan } from '../../plans/BuildPlan';

/** What of a plan its requester has chosen, or what follows from that. */
export function requestOf(plan: BuildPlan): Record<string, string> {
  const { source, kernel, architecture } = plan;
  const common = { source, kernel, architecture };
  return plan.type === 'toolkit'
    ? { ...common, repository: plan.repository, baseImage: plan.baseImage }
    : {
        ...common,
        variant: plan.variant,
        unameRelease: plan.unameRelease,
        entityRef: plan.entityRef,
      };
}
