import {
  imageEntityRef,
  kernelEntityRef,
  type Build,
  type Image,
  type Kernel,
  type KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { StoredImage } from '../database/ImageStore';
import type { KernelIdentity, StoredKernel } from '../database/KernelStore';
import type { SourceStatus } from '../database/SourceStore';
import type { IndexedRepository, IndexedSources } from './IndexedSources';

/** Last reads by source or repository id. */
export type StatusById = Map<string, SourceStatus>;

/** Joins kernels and images into what the API tells of each. */
export class Descriptions {
  readonly #sources: IndexedSources;

  constructor(sources: IndexedSources) {
    this.#sources = sources;
  }

  /** @param images - those of the kernel's tag at least, by tag */
  kernel(
    { source, kernel, tag, flavours }: StoredKernel,
    images: Map<string, StoredImage[]>,
    statuses: StatusById,
    builds: Map<string, Build>,
  ): Kernel {
    const kernelImages = this.#sources
      .repositoriesOf(source)
      .map(repository =>
        describeKernelImage(repository, tag, images.get(tag) ?? [], statuses),
      );
    return {
      source,
      kernel,
      tag,
      entityRef: kernelEntityRef(source, kernel),
      flavours,
      imageState: summarize(kernelImages),
      images: kernelImages,
      latestBuild: builds.get(`${source}/${kernel}`),
    };
  }

  /** @param kernels - those of the image's tag at least, by tag */
  image(
    { repository: id, ...image }: StoredImage,
    kernels: Map<string, KernelIdentity[]>,
  ): Image {
    const { repository, config } = this.#sources.repository(id);
    const rank = (kernel: KernelIdentity) =>
      config.kernelSources.indexOf(kernel.source);
    return {
      ...image,
      repository: id,
      reference: `${repository.image}:${image.tag}`,
      entityRef: imageEntityRef(id, image.tag),
      kernels: (kernels.get(image.tag) ?? [])
        .filter(kernel => rank(kernel) >= 0)
        .sort((a, b) => rank(a) - rank(b))
        .map(({ source, kernel }) => ({
          source,
          kernel,
          entityRef: kernelEntityRef(source, kernel),
        })),
    };
  }
}

function describeKernelImage(
  indexed: IndexedRepository,
  tag: string,
  images: StoredImage[],
  statuses: StatusById,
): KernelImage {
  const { repository } = indexed;
  const image = images.find(i => i.repository === repository.id);
  const described = {
    repository: repository.id,
    reference: `${repository.image}:${tag}`,
    entityRef: imageEntityRef(repository.id, tag),
  };
  if (image) {
    return { ...described, state: 'present', digest: image.digest };
  }
  if (isCurrent(statuses, indexed)) {
    return { ...described, state: 'absent' };
  }
  return {
    ...described,
    state: 'unknown',
    reason:
      statuses.get(repository.id)?.error ??
      `${repository.title} has not been read yet.`,
  };
}

/** Whether a tag that is not listed is known to be absent. */
export function isCurrent(
  statuses: StatusById,
  { repository }: IndexedRepository,
): boolean {
  const status = statuses.get(repository.id);
  return Boolean(status?.lastSuccess && !status.error);
}

/** Present anywhere is present; absent only when every repository says so. */
function summarize(images: KernelImage[]): Kernel['imageState'] {
  if (images.some(image => image.state === 'present')) {
    return 'present';
  }
  return images.some(image => image.state === 'unknown') ? 'unknown' : 'absent';
}

/** Groups by tag, in order. */
export function byTag<T extends { tag: string }>(items: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.tag);
    if (group) {
      group.push(item);
    } else {
      groups.set(item.tag, [item]);
    }
  }
  return groups;
}
