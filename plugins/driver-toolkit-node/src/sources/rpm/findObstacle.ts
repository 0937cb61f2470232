import { parseKernelPackage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RpmPackage } from './RpmPackage';

const UNAME_R = '-uname-r';

/** By name and value of a provide. */
export type Providers = ReadonlyMap<string, RpmPackage>;

/** The provides of a kernel's packages of one architecture for each other. */
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
 * Why no toolkit can be built for a kernel: a package for building modules is
 * missing, or one that it requires. Undefined if one can be built.
 *
 * @remarks
 * dnf would find the same, but hours later. The base image provides all
 * requirements outside the kernel's packages.
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
  // It grows during the loop: required packages require others.
  for (const rpm of needed) {
    for (const [name, value] of Object.entries(rpm.requiredUnames)) {
      const provider = providers.get(keyOf(name, value));
      if (provider && !needed.includes(provider)) {
        needed.push(provider);
      } else if (!provider && isOfKernel(name)) {
        const missing = name.slice(0, -UNAME_R.length);
        return `Its repositories have no ${missing} of ${value}, which ${rpm.name} requires.`;
      }
    }
  }
  return undefined;
}

/** Whether a package that provides it is among those that are read. */
function isOfKernel(name: string): boolean {
  return (
    name.endsWith(UNAME_R) &&
    parseKernelPackage(name.slice(0, -UNAME_R.length)) !== undefined
  );
}

function keyOf(name: string, value: string): string {
  return `${name} ${value}`;
}
