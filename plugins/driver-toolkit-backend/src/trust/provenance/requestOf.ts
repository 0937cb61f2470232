import type { BuildPlan } from '../../plans/BuildPlan';

/** The parts of a plan that its requester chose, and their consequences. */
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
