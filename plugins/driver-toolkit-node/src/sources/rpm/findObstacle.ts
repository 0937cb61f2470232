import { parseKernelPackage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RpmPackage } from './RpmPackage';

const UNAME_R = '-uname-r';

/** By name and value of what they provide. */
export type Providers = ReadonlyMap<string, RpmPackage>;

/** What the kernel's packages of one architecture provide for each other. */
export function findProviders(packages: readonly RpmPackage[]): Providers {
  return new Map(
    packages.flatMap(rpm =>
      Object.entries(rpm.unameReleases).map(
        ([name, value]) => [keyOf(name, value), rpm] as const,
      ),
    ),
  );
}

/**
 * Why no toolkit can be built for a kernel: a package is missing that modules
 * are built with, or one that those need. Undefined where one can be built.
 *
 * @remarks
 * dnf would find out the same, hours later. What packages need beside a
 * kernel's other packages is the base image's business.
 */
export function findObstacle(
  { core, devel }: { core: RpmPackage; devel: RpmPackage | undefined },
  { architecture, providers }: { architecture: string; providers: Providers },
): string | undefined {
  if (!devel) {
    const name = core.name.replace(/-core$/, '');
    return `Its repositories have no ${name}-devel-${core.version}-${core.release} for ${architecture}.`;
  }
  const needed = [core, devel];
  // It grows while it is gone through: those that are needed need others.
  for (const rpm of needed) {
    for (const [name, value] of Object.entries(rpm.requiredUnames)) {
      const provider = providers.get(keyOf(name, value));
      if (provider && !needed.includes(provider)) {
        needed.push(provider);
      } else if (!provider && isOfKernel(name)) {
        const missing = name.slice(0, -UNAME_R.length);
        return `Its repositories have no ${missing} of ${value}, which ${rpm.name} needs.`;
      }
    }
  }
  return undefined;
}

/** Whether a package that would provide it is among those that are read. */
function isOfKernel(name: string): boolean {
  return (
    name.endsWith(UNAME_R) &&
    parseKernelPackage(name.slice(0, -UNAME_R.length)) !== undefined
  );
}

function keyOf(name: string, value: string): string {
  return `${name} ${value}`;
}
