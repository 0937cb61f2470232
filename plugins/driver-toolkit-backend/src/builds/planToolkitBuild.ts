import { ConflictError, InputError } from '@backstage/errors';
import {
  toRpmArchitecture,
  type Flavour,
  type Kernel,
  type KernelImage,
  type ToolkitBuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Index } from '../index/Index';
import type {
  IndexedRepository,
  IndexedSources,
} from '../index/IndexedSources';
import type { ToolkitInputReader } from '../index/toolkitInputs/ToolkitInputReader';
import { buildInputsOf } from './BuildInputs';
import type { ToolkitPlan } from './BuildPlan';
import { buildersOf } from './buildersOf';
import { chooseArchitecture } from './chooseArchitecture';

/**
 * Settles what a requested toolkit build is to do.
 *
 * @throws NotFoundError for an unknown source, kernel or repository
 * @throws InputError for what cannot be built as asked
 * @throws ConflictError when the image is there already
 */
export async function planToolkitBuild(
  request: ToolkitBuildRequest,
  context: {
    index: Index;
    sources: IndexedSources;
    config: DriverToolkitConfig;
    inputs: ToolkitInputReader;
  },
): Promise<ToolkitPlan> {
  const { index, sources, config, inputs } = context;
  const kernel = await index.kernel(request.source, request.kernel);
  if (kernel.retired) {
    const { title } = sources.kernelSource(kernel.source);
    throw new InputError(
      `Kernel ${kernel.kernel} has left ${title}: its packages are no longer to be had there, so its image cannot be built anew.`,
    );
  }
  const { repository, config: repositoryConfig } = chooseRepository(
    request,
    sources,
  );
  if ((request.architectures?.length ?? 0) > 1) {
    throw new InputError(
      'A build makes the image of one architecture; ask for each by itself.',
    );
  }
  const architecture = chooseArchitecture({
    asked: request.architectures?.[0],
    available: buildableArchitectures(kernel),
    builders: buildersOf(repositoryConfig, config),
    what: `kernel ${kernel.kernel}`,
  });
  const existing = kernel.images.find(
    image => image.repository === repository.id,
  );
  if (existing?.state === 'present') {
    await requireReplaceable(
      request,
      existing,
      architecture,
      index,
      kernel.tag,
    );
  }
  if (
    existing?.state === 'unknown' &&
    repositoryConfig.push &&
    !request.force
  ) {
    throw new ConflictError(
      `It is not known whether ${existing.reference} is there already: ${existing.reason} Ask with \`force\` to build it all the same.`,
    );
  }
  const flavours = kernel.flavours.filter(
    flavour => flavour.architecture === architecture,
  );
  return {
    type: 'toolkit',
    source: kernel.source,
    kernel: kernel.kernel,
    rtKernel: flavours.find(flavour => flavour.variant === 'rt')?.release,
    architecture,
    ...(repositoryConfig.builder && { builder: repositoryConfig.builder }),
    repository: repository.id,
    tag: kernel.tag,
    imageReference: `${repositoryConfig.image}:${kernel.tag}`,
    baseImage:
      config.kernelSources.find(source => source.id === kernel.source)
        ?.baseImage ?? config.toolkit.baseImage,
    unameReleases: flavours.map(flavour => flavour.unameRelease),
    inputs: buildInputsOf(kernel.source, flavours, await inputs.inputs()),
  };
}

/** A build makes one architecture's image, and must not cost another's. */
async function requireReplaceable(
  request: ToolkitBuildRequest,
  existing: KernelImage,
  architecture: string,
  index: Index,
  tag: string,
): Promise<void> {
  if (!request.force) {
    throw new ConflictError(
      `${existing.reference} is there already (${existing.digest}). Ask with \`force\` to build it anew.`,
    );
  }
  const { platforms } = await index.image(existing.repository, tag);
  const others = platforms
    .map(platform => toRpmArchitecture(platform.architecture))
    .filter(other => other !== architecture);
  if (others.length > 0) {
    throw new ConflictError(
      `${existing.reference} has images for ${others.join(
        ', ',
      )}, which a build for ${architecture} alone would replace.`,
    );
  }
}

function chooseRepository(
  request: ToolkitBuildRequest,
  sources: IndexedSources,
): IndexedRepository {
  const candidates = sources.repositoriesOf(request.source);
  if (request.repository !== undefined) {
    const asked = sources.repository(request.repository);
    if (!candidates.includes(asked)) {
      throw new InputError(
        `Image repository '${request.repository}' is not matched against kernel source '${request.source}'; add the source to its \`kernelSources\`.`,
      );
    }
    return asked;
  }
  const chosen =
    candidates.find(({ config }) => config.push) ??
    candidates.find(({ config }) => config.builder) ??
    candidates[0];
  if (!chosen) {
    throw new InputError(
      `No image repository is matched against kernel source '${request.source}'; name the source in the \`kernelSources\` of one under driverToolkit.imageRepositories.`,
    );
  }
  return chosen;
}

function buildableArchitectures(kernel: Kernel): string[] {
  const buildable = (flavour: Flavour) =>
    flavour.variant === 'default' && flavour.buildable;
  const architectures = kernel.flavours
    .filter(buildable)
    .map(flavour => flavour.architecture);
  if (architectures.length === 0 && kernel.toolkitImages) {
    throw new InputError(
      `Kernel ${kernel.kernel} comes with a toolkit image of its own, ${kernel.toolkitImages[0].reference}; its source has no packages to build another one from.`,
    );
  }
  if (architectures.length === 0) {
    throw new InputError(
      `Kernel ${kernel.kernel} cannot be built for: its source has no kernel-core and kernel-devel of the same version for any architecture.`,
    );
  }
  return architectures;
}
