import { ConflictError, InputError } from '@backstage/errors';
import {
  buildableArchitectures,
  describeUnbuildable,
  rtReleaseOf,
  type Kernel,
  type KernelImage,
  type ToolkitBuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  DriverToolkitConfig,
  ImageRepositoryConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Index } from '../../index/Index';
import type {
  IndexedRepository,
  IndexedSources,
} from '../../index/IndexedSources';
import type { ToolkitInputReader } from '../../index/toolkitInputs/ToolkitInputReader';
import { buildInputsOf } from '../../plans/BuildInputs';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { buildersFor, buildersOf } from '../buildersOf';
import { chooseArchitectures, type LeftOut } from './chooseArchitectures';

/** The builds of a request, and the architectures that it leaves out. */
export interface ToolkitPlans {
  plans: ToolkitPlan[];
  leftOut: LeftOut[];
}

/**
 * Plans a requested toolkit image: one build for each architecture.
 *
 * @throws NotFoundError for an unknown source, kernel or repository
 * @throws InputError if it cannot be built as requested
 * @throws ConflictError if the image already exists
 */
export async function planToolkitBuild(
  request: ToolkitBuildRequest,
  context: {
    index: Index;
    sources: IndexedSources;
    config: DriverToolkitConfig;
    inputs: ToolkitInputReader;
  },
): Promise<ToolkitPlans> {
  const { index, sources, config } = context;
  const kernel = await index.kernel(request.source, request.kernel);
  if (kernel.retired) {
    const { title } = sources.kernelSource(kernel.source);
    throw new InputError(
      `Kernel ${kernel.kernel} has left ${title}: its packages are no longer available there, so its image cannot be rebuilt.`,
    );
  }
  const available = requireBuildable(kernel);
  const { repository, config: repositoryConfig } = chooseRepository(
    request,
    sources,
  );
  const existing = kernel.images.find(
    image => image.repository === repository.id,
  );
  if (
    existing &&
    isUnknown(existing) &&
    repositoryConfig.push &&
    !request.force
  ) {
    throw new ConflictError(
      `It is unknown whether ${existing.reference} exists: ${existing.reason} Set \`force\` to replace it.`,
    );
  }
  const present = presentArchitectures(existing);
  const { chosen, leftOut } = chooseArchitectures({
    asked: request.architectures,
    available,
    present: request.force ? [] : present,
    builders: buildersFor('toolkit', buildersOf(repositoryConfig, config)),
    what: `kernel ${kernel.kernel}`,
    image: existing?.reference ?? `${repositoryConfig.image}:${kernel.tag}`,
  });
  if (!repositoryConfig.push) {
    requireOneArchitecture(chosen, present, repositoryConfig);
  }
  const now = await context.inputs.inputs();
  const plans = chosen.map((architecture): ToolkitPlan => {
    const flavours = kernel.flavours.filter(
      flavour => flavour.architecture === architecture,
    );
    return {
      type: 'toolkit',
      source: kernel.source,
      kernel: kernel.kernel,
      rtKernel: rtReleaseOf(kernel, architecture),
      architecture,
      ...(repositoryConfig.builder && { builder: repositoryConfig.builder }),
      repository: repository.id,
      tag: kernel.tag,
      imageReference: `${repositoryConfig.image}:${kernel.tag}`,
      baseImage:
        config.kernelSources.find(source => source.id === kernel.source)
          ?.baseImage ?? config.toolkit.baseImage,
      unameReleases: flavours.map(flavour => flavour.unameRelease),
      inputs: buildInputsOf(kernel.source, flavours, now),
    };
  });
  return { plans, leftOut };
}

function isUnknown({ state, architectures }: KernelImage): boolean {
  return (
    state === 'unknown' || architectures.some(each => each.state === 'unknown')
  );
}

function presentArchitectures(image: KernelImage | undefined): string[] {
  return (image?.architectures ?? [])
    .filter(({ state }) => state === 'present')
    .map(({ architecture }) => architecture);
}

/**
 * A builder's storage has one image under a tag; only pushed tags can be lists
 * of several images.
 */
function requireOneArchitecture(
  chosen: readonly string[],
  present: readonly string[],
  { id }: ImageRepositoryConfig,
): void {
  const all = [...new Set([...present, ...chosen])];
  if (all.length > 1) {
    throw new ConflictError(
      `Images of repository '${id}' are not pushed, so each of its tags has one architecture: build for ${
        present[0] ?? chosen[0]
      } alone, or set \`push: true\`.`,
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

function requireBuildable(kernel: Kernel): string[] {
  const architectures = buildableArchitectures(kernel);
  if (architectures.length === 0 && kernel.toolkitImages) {
    throw new InputError(
      `Kernel ${kernel.kernel} already has the toolkit image ${kernel.toolkitImages[0].reference} from its source, and the source has no packages to build another one from.`,
    );
  }
  const elsewhere = kernel.otherSources?.find(
    other => other.architectures.length > 0,
  );
  if (architectures.length === 0 && elsewhere) {
    throw new InputError(
      `Kernel source '${kernel.source}' has no packages of kernel ${kernel.kernel}; '${elsewhere.source}' has them: build the toolkit image of that source's kernel.`,
    );
  }
  if (architectures.length === 0) {
    throw new InputError(
      `No toolkit image can be built for kernel ${
        kernel.kernel
      }. ${describeUnbuildable(kernel)}`,
    );
  }
  return architectures;
}
