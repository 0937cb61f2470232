import { ConflictError } from '@backstage/errors';
import {
  platformState,
  type Flavour,
  type Image,
  type ImageState,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  BuilderConfig,
  DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Index } from '../../index/Index';
import { buildersOf } from '../buildersOf';

/** The toolkit for a driver's builder stage. */
export interface Toolkit {
  /** Used in messages. */
  name: string;
  /** The builders that have it; undefined where a registry has it. */
  builders?: BuilderConfig[];
  has(flavour: Flavour): boolean;
  /** `image@sha256:…` */
  imageFor(architecture: string): string;
}

/**
 * The toolkit that a kernel's drivers are built in: the image of a repository,
 * or one that the kernel's source released.
 *
 * @throws ConflictError that says what to do if there is none
 */
export async function requireToolkit(
  kernel: Kernel,
  context: { index: Index; config: DriverToolkitConfig },
): Promise<Toolkit> {
  return (
    findReleasedToolkit(kernel) ??
    (await findOtherToolkit(kernel, context)) ??
    (await requireToolkitImage(kernel, context))
  );
}

/**
 * The toolkit that the kernel's source released, if no repository has an image.
 */
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

/** Another source's toolkit for the same kernel, if its own source has none. */
async function findOtherToolkit(
  { kernel, images, otherSources = [] }: Kernel,
  context: { index: Index; config: DriverToolkitConfig },
): Promise<Toolkit | undefined> {
  const find = (state: ImageState) =>
    otherSources.find(({ imageState }) => imageState === state);
  const found = find('present') ?? find('unknown');
  if (!found || images.some(({ state }) => state === 'present')) {
    return undefined;
  }
  const other = await context.index.kernel(found.source, kernel);
  const toolkit = await requireToolkitImage(other, context);
  return {
    ...toolkit,
    has: ({ unameRelease }) =>
      other.flavours.some(
        flavour =>
          flavour.unameRelease === unameRelease && toolkit.has(flavour),
      ),
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
        ? `It is unknown whether kernel ${kernel.kernel} has a toolkit image: ${unknown.reason}`
        : `Kernel ${
            kernel.kernel
          } has no toolkit image to build with. ${adviceFor(kernel)}`,
    );
  }
  const image = await index.image(present.repository, kernel.tag);
  if (!image.digest) {
    throw new ConflictError(
      `The digest of ${image.reference} is unknown${
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

function adviceFor({ kernel, source, flavours, otherSources }: Kernel): string {
  if (otherSources) {
    const [{ source: other }] = otherSources;
    return `Kernel source '${other}' has its packages: build it first on the page of that source's kernel.`;
  }
  return flavours.some(({ buildable }) => buildable)
    ? "Build it on the kernel's page first."
    : `Kernel source '${source}' has no packages to build it from: configure one of type rpm that has kernel ${kernel}.`;
}

function isInImage(flavour: Flavour, image: Image): boolean {
  return (
    flavour.buildable &&
    platformState(image.platforms, flavour.architecture).state === 'present'
  );
}
