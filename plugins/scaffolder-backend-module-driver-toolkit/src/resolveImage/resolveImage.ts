import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  type DriverToolkitApi,
  type Flavour,
  formatTag,
  type Image,
  type Kernel,
  type KernelImage,
  platformState,
  type RequestOptions,
  toOciArchitecture,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { baseImageOf } from './baseImageOf';
import type { ImageRequest } from './ImageRequest';

/** A kernel's toolkit image and other values for a driver's repository. */
export interface ResolvedImage {
  /** `<image>@<digest>`. */
  image: string;
  /** `<image>:<tag>`. */
  reference: string;
  digest: string;
  tag: string;
  /**
   * Image repository, by its id; the kernel source if that released the image.
   */
  repository: string;
  source: string;
  /** version-release. */
  kernelVersion: string;
  /** RPM name. */
  architecture: string;
  /** OCI name. */
  ociArchitecture: string;
  variant: string;
  unameRelease: string;
  /** Tag of a driver image for this `uname -r`. */
  driverTag: string;
  /** Base image of the toolkit image, if its labels name it. */
  baseImage?: string;
  kernelEntityRef: string;
  imageEntityRef: string;
}

/**
 * Finds the toolkit image of a kernel.
 *
 * @throws NotFoundError if the kernel, its flavour or its image does not exist,
 * and ServiceUnavailableError if that is unknown.
 */
export async function resolveImage(
  api: DriverToolkitApi,
  request: ImageRequest,
  options: RequestOptions,
): Promise<ResolvedImage> {
  const kernel = await api.getKernel(request.source, request.kernel, options);
  const flavour = chooseFlavour(kernel, request);
  const ociArchitecture = toOciArchitecture(flavour.architecture);
  const found =
    releasedImage(kernel, request) ??
    (await indexedImage(
      api,
      await holderOf(api, kernel, request, options),
      request,
      options,
    ));
  return {
    ...found,
    tag: kernel.tag,
    source: kernel.source,
    kernelVersion: kernel.kernel,
    architecture: flavour.architecture,
    ociArchitecture,
    variant: flavour.variant,
    unameRelease: flavour.unameRelease,
    driverTag: formatTag(flavour.unameRelease),
    kernelEntityRef: kernel.entityRef,
  };
}

type FoundImage = Pick<
  ResolvedImage,
  | 'image'
  | 'reference'
  | 'digest'
  | 'repository'
  | 'baseImage'
  | 'imageEntityRef'
>;

/**
 * The toolkit image that the kernel's own source released, unless a
 * repository's image is requested or exists.
 */
function releasedImage(
  kernel: Kernel,
  { architecture, repository }: ImageRequest,
): FoundImage | undefined {
  const released = kernel.toolkitImages?.find(
    image => image.architecture === architecture,
  );
  if (
    !released ||
    repository ||
    chooseByArchitecture(kernel.images, architecture)
  ) {
    return undefined;
  }
  return {
    image: released.reference,
    reference: released.reference,
    digest: released.reference.split('@')[1],
    repository: kernel.source,
    // It is no separate entity, so a driver depends on the kernel.
    imageEntityRef: kernel.entityRef,
  };
}

/** The kernel whose images are used: another source's if its own has none. */
async function holderOf(
  api: DriverToolkitApi,
  kernel: Kernel,
  { architecture }: ImageRequest,
  options: RequestOptions,
): Promise<Kernel> {
  const { images, otherSources = [] } = kernel;
  const other =
    otherSources.find(({ imageState }) => imageState === 'present') ??
    (images.length === 0 ? otherSources[0] : undefined);
  return !other || chooseByArchitecture(images, architecture)
    ? kernel
    : await api.getKernel(other.source, kernel.kernel, options);
}

async function indexedImage(
  api: DriverToolkitApi,
  kernel: Kernel,
  request: ImageRequest,
  options: RequestOptions,
): Promise<FoundImage> {
  const chosen = chooseImage(kernel, request);
  const image = await api.getImage(chosen.repository, kernel.tag, options);
  assertPlatform(image, toOciArchitecture(request.architecture));
  return {
    image: `${withoutTag(image)}@${digestOf(image)}`,
    reference: image.reference,
    digest: digestOf(image),
    repository: image.repository,
    baseImage: baseImageOf(image.labels),
    imageEntityRef: image.entityRef,
  };
}

function chooseByArchitecture(images: KernelImage[], wanted: string) {
  return images.find(({ architectures }) =>
    architectures.some(
      ({ architecture, state }) =>
        architecture === wanted && state === 'present',
    ),
  );
}

function chooseFlavour(kernel: Kernel, request: ImageRequest): Flavour {
  const { architecture, variant } = request;
  const flavour = kernel.flavours.find(
    f => f.architecture === architecture && f.variant === variant,
  );
  if (!flavour) {
    const existing = kernel.flavours.map(f => `${f.variant} ${f.architecture}`);
    throw new NotFoundError(
      `Kernel ${kernel.kernel} of ${
        kernel.source
      } has no variant ${variant} for ${architecture}; it has ${
        existing.join(', ') || 'none'
      }`,
    );
  }
  return flavour;
}

function chooseImage(
  kernel: Kernel,
  { repository, architecture }: ImageRequest,
) {
  const candidates = kernel.images.filter(
    image => !repository || image.repository === repository,
  );
  const present =
    chooseByArchitecture(candidates, architecture) ??
    candidates.find(({ state }) => state === 'present');
  if (present) {
    return present;
  }
  const name = `kernel ${kernel.kernel} of ${kernel.source}`;
  if (!candidates.length) {
    throw new NotFoundError(
      repository
        ? `Images of ${name} are not kept in the image repository '${repository}'; the portal's driverToolkit.imageRepositories says which kernel sources a repository is for`
        : `No image repository is configured for ${name}; add its source to kernelSources of one of driverToolkit.imageRepositories`,
    );
  }
  const unknown = candidates.filter(({ state }) => state === 'unknown');
  if (unknown.length) {
    throw new ServiceUnavailableError(
      `It is unknown whether a Driver Toolkit image of ${name} exists: ${unknown
        .map(describeUnknown)
        .join('; ')}. Run the template again when the registry answers`,
    );
  }
  throw new NotFoundError(
    `No Driver Toolkit image of ${name} exists in ${candidates
      .map(({ reference }) => reference)
      .join(' or ')}. Open the kernel's page in the portal (${
      kernel.entityRef
    }) and press Build, or POST {"type":"toolkit","source":"${
      kernel.source
    }","kernel":"${
      kernel.kernel
    }"} to /api/driver-toolkit/builds, and run the template again when that build has succeeded`,
  );
}

function describeUnknown({ reference, reason }: KernelImage): string {
  return `${reference}: ${reason ?? 'no reason was given'}`;
}

function assertPlatform(image: Image, architecture: string) {
  const found = platformState(image.platforms, architecture);
  if (found.state === 'unknown') {
    throw new ServiceUnavailableError(
      `It is unknown whether ${image.reference} is for ${architecture}. ${found.reason}. Run the template again when the registry answers`,
    );
  }
  const architectures = image.platforms.map(p => p.architecture);
  // Without details it cannot be checked; the build will show a mismatch.
  if (architectures.length > 0 && found.state === 'absent') {
    throw new NotFoundError(
      `The Driver Toolkit image ${
        image.reference
      } is not for ${architecture}, only for ${architectures.join(
        ', ',
      )}; build it for ${architecture} from the kernel's page in the portal`,
    );
  }
}

function digestOf({ digest, reference, error }: Image): string {
  if (!digest) {
    throw new ServiceUnavailableError(
      `The digest of ${reference} is unknown${
        error ? `: ${error}` : ''
      }, so a driver cannot be pinned to it. Refresh its image repository in the portal and run the template again`,
    );
  }
  return digest;
}

function withoutTag({ reference, tag }: Image): string {
  return reference.slice(0, -`:${tag}`.length);
}
