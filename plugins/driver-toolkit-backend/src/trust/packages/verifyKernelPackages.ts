import { BuildFailedError } from '../../builders/BuildFailedError';
import type { ToolkitPlan } from '../../builds/BuildPlan';
import type { InstalledPackage } from './InstalledPackage';

/** What modules are built with and against. */
const KERNEL_PACKAGES = ['kernel-core', 'kernel-devel'];

/**
 * Makes sure that an image has the packages of the kernel that was asked for.
 *
 * @throws BuildFailedError that names the one that is different
 */
export function verifyKernelPackages(
  packages: readonly InstalledPackage[],
  plan: Pick<ToolkitPlan, 'kernel' | 'architecture'>,
): void {
  const wanted = `${plan.kernel}.${plan.architecture}`;
  for (const name of KERNEL_PACKAGES) {
    const found = packages
      .filter(one => one.name === name)
      .map(one => `${one.version}-${one.release}.${one.architecture}`);
    if (!found.includes(wanted)) {
      throw new BuildFailedError(
        `The image was built for another kernel than ${
          plan.kernel
        }: its rpm database has ${
          found.length === 0 ? `no ${name}` : `${name} ${found.join(', ')}`
        }, not ${name}-${wanted}.`,
      );
    }
  }
}
