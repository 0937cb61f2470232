import { ConflictError } from '@backstage/errors';
import {
  platformState,
  type Flavour,
  type Image,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  BuilderConfig,
  DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Index } from '../index/Index';
import { buildersOf } from './buildersOf';

/** The toolkit that a driver's builder stage is. */
export interface Toolkit {
  /** For messages. */
  name: string;
  /** The builders that have it; undefined where a registry has it. */
  builders?: BuilderConfig[];
  has(flavour: Flavour): boolean;
  /** `image@sha256:…` */
  imageFor(architecture: string): string;
}

/**
 * What a kernel's drivers are built in: the image of a repository, or what the
 * kernel's own source released.
 *
 * @throws ConflictError that says what to do where there is none
 */
export async function requireToolkit(
  kernel: Kernel,
  context: { index: Index; config: DriverToolkitConfig },
): Promise<Toolkit> {
  return (
    findReleasedToolkit(kernel) ?? (await requireToolkitImage(kernel, context))
  );
}

/** What the kernel's own source released, where no repository has an image. */
function findReleasedToolkit({
  images,
  toolkitImages,
}: Kernel): Toolkit | undefined {
  if (!toolkitImages || images.some(({ state }) => state === 'present')) {
    return undefined;
  }
  const find = (architecture: string) =>
    toolkitImages.find(image => image.architecture === architecture);
  return {
    name: toolkitImages[0].reference,
    has: ({ architecture }) => find(architecture) !== undefined,
    imageFor: architecture => find(architecture)!.reference,
  };
}

async function requireToolkitImage(
  kernel: Kernel,
  { index, config }: { index: Index; config: DriverToolkitConfig },
): Promise<Toolkit> {
  const present = kernel.images.find(image => image.state === 'present');
  if (!present) {
    const unknown = kernel.images.find(image => image.state === 'unknown');
    throw new ConflictError(
      unknown
        ? `It is not known whether kernel ${kernel.kernel} has a toolkit image: ${unknown.reason}`
        : `Kernel ${kernel.kernel} has no toolkit image to build with. Build it on the kernel's page first.`,
    );
  }
  const image = await index.image(present.repository, kernel.tag);
  if (!image.digest) {
    throw new ConflictError(
      `The digest of ${image.reference} is not known${
        image.error ? `: ${image.error}` : ''
      }. Refresh the image repository and try again.`,
    );
  }
  const repository = config.imageRepositories.find(
    ({ id }) => id === image.repository,
  )!;
  return {
    name: image.reference,
    ...(repository.builder && { builders: buildersOf(repository, config) }),
    has: flavour => isInImage(flavour, image),
    imageFor: () => `${repository.image}@${image.digest}`,
  };
}

function isInImage(flavour: Flavour, image: Image): boolean {
  return (
    flavour.buildable &&
    platformState(image.platforms, flavour.architecture).state === 'present'
  );
}
