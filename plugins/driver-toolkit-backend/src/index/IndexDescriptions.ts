import {
  imageEntityRef,
  kernelEntityRef,
  platformState,
  type Image,
  type ImageState,
  type Kernel,
  type KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { StoredImage } from '../database/index/ImageStore';
import type { StoredKernel } from '../database/index/KernelStore';
import { doubtOfAbsence, doubtOfReading } from './doubtOfAbsence';
import { findOtherKernels } from './findOtherKernels';
import type { IndexedRepository, IndexedSources } from './IndexedSources';
import type { IndexState } from './state/IndexMemory';
import type { ToolkitInputs } from './toolkitInputs/ToolkitInputs';

type KernelElsewhere = NonNullable<Kernel['otherSources']>[number];

/**
 * Joins kernels and images of one state of the index into the API's
 * descriptions.
 */
export class IndexDescriptions {
  readonly #sources: IndexedSources;
  readonly #inputs: ToolkitInputs;
  readonly #state: IndexState;

  constructor(
    sources: IndexedSources,
    inputs: ToolkitInputs,
    state: IndexState,
  ) {
    this.#sources = sources;
    this.#inputs = inputs;
    this.#state = state;
  }

  kernel(stored: StoredKernel): Kernel {
    const { source, kernel, tag, flavours, retired } = stored;
    const { toolkitImages, releasesWithoutToolkit } = stored;
    const images = this.#kernelImages(stored);
    const otherSources = this.#otherSources(stored);
    return {
      source,
      kernel,
      tag,
      entityRef: kernelEntityRef(source, kernel),
      flavours,
      retired,
      imageState: imageStateOf(
        [...images, ...otherSources].map(stateOf),
        toolkitImages,
      ),
      images,
      ...(toolkitImages && { toolkitImages }),
      ...(releasesWithoutToolkit && { releasesWithoutToolkit }),
      ...(otherSources.length > 0 && { otherSources }),
    };
  }

  image(stored: StoredImage): Image {
    const { repository: id, sortKey: _, ...image } = stored;
    const { repository, config } = this.#sources.repository(id);
    const rank = (kernel: StoredKernel) =>
      config.kernelSources.indexOf(kernel.source);
    const kernels = this.#state.tables
      .kernelsOf(image.tag)
      .filter(kernel => rank(kernel) >= 0)
      .sort((a, b) => rank(a) - rank(b));
    const stale =
      kernels[0] && this.#inputs.staleness(image, kernels[0].source);
    return {
      ...image,
      repository: id,
      reference: `${repository.image}:${image.tag}`,
      entityRef: imageEntityRef(id, image.tag),
      kernels: kernels.map(({ source, kernel }) => ({
        source,
        kernel,
        entityRef: kernelEntityRef(source, kernel),
      })),
      ...(stale && { stale }),
    };
  }

  #kernelImages(kernel: StoredKernel): KernelImage[] {
    return this.#sources
      .repositoriesOf(kernel.source)
      .map(repository => this.#kernelImage(repository, kernel));
  }

  /** Kernels that have a toolkit image, may have one, or can build one. */
  #otherSources(kernel: StoredKernel): KernelElsewhere[] {
    return findOtherKernels(this.#state.tables, kernel)
      .map(({ kernel: other, architectures }) => {
        const images = this.#kernelImages(other);
        return {
          source: other.source,
          entityRef: kernelEntityRef(other.source, other.kernel),
          imageState: imageStateOf(images.map(stateOf)),
          references: images
            .filter(({ state }) => state === 'present')
            .map(({ reference }) => reference),
          architectures,
        };
      })
      .filter(
        ({ imageState, architectures }) =>
          imageState !== 'absent' || architectures.length > 0,
      );
  }

  #kernelImage(
    indexed: IndexedRepository,
    { source, tag, flavours }: StoredKernel,
  ): KernelImage {
    const { repository } = indexed;
    const { tables, statuses } = this.#state;
    const image = tables.image(repository.id, tag);
    const architectures = [...new Set(flavours.map(f => f.architecture))];
    const described = {
      repository: repository.id,
      reference: `${repository.image}:${tag}`,
      entityRef: imageEntityRef(repository.id, tag),
    };
    if (image) {
      const reason = image.error ?? doubtOfReading(statuses, indexed);
      const stale = this.#inputs.staleness(image, source);
      const states = architectures.map(architecture => ({
        architecture,
        ...platformState(image.platforms, architecture),
      }));
      const unread = states.flatMap(each =>
        each.state === 'unknown' ? each.reason : [],
      );
      const doubt = reason ?? unread[0];
      return {
        ...described,
        state: 'present',
        digest: image.digest,
        architectures: states.map(({ architecture, state }) => ({
          architecture,
          state: state === 'absent' && reason !== undefined ? 'unknown' : state,
        })),
        ...(doubt !== undefined && { reason: doubt }),
        ...(stale && { stale }),
      };
    }
    const reason = doubtOfAbsence(statuses, indexed);
    const state = reason === undefined ? 'absent' : 'unknown';
    return {
      ...described,
      state,
      architectures: architectures.map(architecture => ({
        architecture,
        state,
      })),
      ...(reason !== undefined && { reason }),
    };
  }
}

/**
 * Present if any repository has it; absent only if every repository says so.
 */
export function imageStateOf(
  states: ImageState[],
  toolkitImages: StoredKernel['toolkitImages'] = [],
): ImageState {
  if (toolkitImages.length > 0 || states.includes('present')) {
    return 'present';
  }
  return states.includes('unknown') ? 'unknown' : 'absent';
}

function stateOf(image: KernelImage | KernelElsewhere): ImageState {
  return 'state' in image ? image.state : image.imageState;
}
