import type {
  Build,
  CoverageFilter,
  Kernel,
  KernelCoverage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { architecturesOf } from '../kernels/kernelFlavours';

type ArchitectureCoverage = KernelCoverage['architectures'][number];

/** What each kernel has for each of its architectures; the builds newest first. */
export function coverageOf(
  kernels: Kernel[],
  builds: Build[],
  filter: CoverageFilter,
): KernelCoverage[] {
  return kernels
    .filter(({ source }) => !filter.source || source === filter.source)
    .map(kernel => ({
      source: kernel.source,
      kernel: kernel.kernel,
      entityRef: kernel.entityRef,
      retired: kernel.retired,
      architectures: architecturesOf(kernel).map(architecture =>
        describe(
          kernel,
          architecture,
          builds.filter(
            build =>
              build.source === kernel.source &&
              build.kernel === kernel.kernel &&
              build.architecture === architecture,
          ),
          filter.driver,
        ),
      ),
    }));
}

function describe(
  kernel: Kernel,
  architecture: string,
  builds: Build[],
  driver: string | undefined,
): ArchitectureCoverage {
  const drivers = [
    ...new Set(builds.flatMap(({ entityRef = [] }) => entityRef)),
  ].filter(entityRef => !driver || entityRef === driver);
  return {
    architecture,
    buildable: kernel.flavours.some(
      flavour => flavour.architecture === architecture && flavour.buildable,
    ),
    toolkitImage: kernel.toolkitImages?.find(
      image => image.architecture === architecture,
    ),
    images: kernel.images.map(
      ({ repository, architectures, stale, reason }) => ({
        repository,
        reason,
        state:
          architectures.find(item => item.architecture === architecture)
            ?.state ?? 'unknown',
        stale,
      }),
    ),
    latestBuild: builds.find(({ type }) => type === 'toolkit'),
    drivers: drivers.sort().map(entityRef => ({
      entityRef,
      build: builds.find(build => build.entityRef === entityRef)!,
    })),
  };
}
