import {
  BuildFailedError,
  findKernelParts,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import type { InstalledPackage } from './InstalledPackage';

/**
 * Verifies that an image has the packages of the requested kernel that modules
 * are built with and against, under any of their names.
 *
 * @throws BuildFailedError that names the package that differs
 */
export function verifyKernelPackages(
  packages: readonly InstalledPackage[],
  plan: Pick<ToolkitPlan, 'kernel' | 'architecture'>,
): void {
  const wanted = `${plan.kernel}.${plan.architecture}`;
  const { core, devel } = findKernelParts(packages);
  for (const [usual, candidates] of [
    ['kernel-core', core],
    ['kernel-devel', devel],
  ] as const) {
    const found = candidates.map(
      one =>
        [
          one.name,
          `${one.version}-${one.release}.${one.architecture}`,
        ] as const,
    );
    if (!found.some(([, evra]) => evra === wanted)) {
      const name = candidates[0]?.name ?? usual;
      throw new BuildFailedError(
        `The image was built for another kernel than ${
          plan.kernel
        }: its rpm database has ${
          found.length === 0
            ? `no ${name}`
            : `${name} ${found.map(([, evra]) => evra).join(', ')}`
        }, not ${name}-${wanted}.`,
      );
    }
  }
}
