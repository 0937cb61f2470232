import {
  buildableArchitectures,
  type CoverageFilter,
  type Kernel,
  type KernelCoverage,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildOfKernel } from '../database/builds/BuildsOfKernels';
import type { Index } from '../index/Index';

/**
 * Finds the latest build of each target for the given kernels, oldest first.
 */
export interface BuildsOfKernels {
  latestOfKernels(
    kernels: { source: string; kernel: string }[],
    driver?: string,
  ): Promise<BuildOfKernel[]>;
}

type ArchitectureCoverage = KernelCoverage['architectures'][number];

/**
 * The images and builds of each kernel and architecture: computed from the
 * index and the builds on each request, never stored.
 */
export class Coverage {
  readonly #index: Index;
  readonly #builds: BuildsOfKernels;

  constructor(options: { index: Index; builds: BuildsOfKernels }) {
    this.#index = options.index;
    this.#builds = options.builds;
  }

  /** @throws NotFoundError for a source that is not configured */
  async list({
    driver,
    ...filter
  }: CoverageFilter): Promise<Page<KernelCoverage>> {
    const { items, ...page } = await this.#index.kernelsWithoutBuilds(filter);
    const builds = groupByTarget(
      await this.#builds.latestOfKernels(items, driver),
    );
    return {
      ...page,
      items: items.map(kernel => ({
        source: kernel.source,
        kernel: kernel.kernel,
        entityRef: kernel.entityRef,
        retired: kernel.retired,
        architectures: architecturesOf(kernel).map(architecture =>
          describe(
            kernel,
            architecture,
            builds.get(targetOf({ ...kernel, architecture })) ?? [],
          ),
        ),
      })),
    };
  }
}

function describe(
  kernel: Kernel,
  architecture: string,
  builds: BuildOfKernel[],
): ArchitectureCoverage {
  const drivers = new Map<string, BuildOfKernel>();
  let latestBuild: BuildOfKernel | undefined;
  // Oldest first, so the latest of each kind stays.
  for (const build of builds) {
    if (build.type === 'toolkit') {
      latestBuild = build;
    } else if (build.entityRef !== undefined) {
      drivers.set(build.entityRef, build);
    }
  }
  const toolkitImage = kernel.toolkitImages?.find(
    image => image.architecture === architecture,
  );
  return {
    architecture,
    buildable: buildableArchitectures(kernel).includes(architecture),
    images: kernel.images.map(
      ({ repository, stale, reason, architectures }) => ({
        repository,
        state:
          architectures.find(image => image.architecture === architecture)
            ?.state ?? 'unknown',
        ...(reason !== undefined && { reason }),
        ...(stale && { stale }),
      }),
    ),
    ...(toolkitImage && { toolkitImage }),
    ...(latestBuild && { latestBuild: toCoverageBuild(latestBuild) }),
    drivers: [...drivers]
      .map(([entityRef, build]) => ({
        entityRef,
        build: toCoverageBuild(build),
      }))
      .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1)),
  };
}

function toCoverageBuild({
  id,
  state,
  createdAt,
  imageReference,
  digest,
}: BuildOfKernel) {
  return { id, state, createdAt, imageReference, ...(digest && { digest }) };
}

function architecturesOf({ flavours }: Kernel): string[] {
  return [...new Set(flavours.map(flavour => flavour.architecture))].sort();
}

function groupByTarget(builds: BuildOfKernel[]): Map<string, BuildOfKernel[]> {
  const groups = new Map<string, BuildOfKernel[]>();
  for (const build of builds) {
    const target = targetOf(build);
    groups.set(target, [...(groups.get(target) ?? []), build]);
  }
  return groups;
}

function targetOf(of: {
  source: string;
  kernel: string;
  architecture: string;
}) {
  return `${of.source}/${of.kernel}/${of.architecture}`;
}
