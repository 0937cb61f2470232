import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type {
  KernelReading,
  RepositoryImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ImageStore } from '../database/ImageStore';
import type { KernelStore } from '../database/KernelStore';
import { findMassRemovals, type Names } from './findMassRemovals';
import { HeldReadingError } from './HeldReadingError';
import type { IndexedSources } from './IndexedSources';
import type { KernelUse } from './KernelUse';

/** What a read may use, and how it is stored. */
export interface ReadContext {
  signal: AbortSignal;
  logger: LoggerService;
  acceptRemoval: boolean;
}

/** Reads sources and repositories and stores what they say, if it can be believed. */
export class IndexWriter {
  readonly #sources: IndexedSources;
  readonly #kernels: KernelStore;
  readonly #images: ImageStore;
  readonly #use: KernelUse;
  readonly #maxRemovalPercentage: number;

  constructor(options: {
    sources: IndexedSources;
    kernels: KernelStore;
    images: ImageStore;
    use: KernelUse;
    maxRemovalPercentage: number;
  }) {
    this.#sources = options.sources;
    this.#kernels = options.kernels;
    this.#images = options.images;
    this.#use = options.use;
    this.#maxRemovalPercentage = options.maxRemovalPercentage;
  }

  /**
   * Reads a kernel source or an image repository.
   *
   * @returns false where something newer than this read is stored already
   * @throws HeldReadingError where too much is missing, unless that is accepted
   */
  async readAndWrite(
    id: string,
    attempt: number,
    context: ReadContext,
  ): Promise<boolean> {
    return this.#sources.kernelSourceIds.includes(id)
      ? this.#readKernels(id, attempt, context)
      : this.#readImages(id, attempt, context);
  }

  /** @returns as {@link IndexWriter.readAndWrite} */
  async writeImage(
    repository: string,
    attempt: number,
    tag: string,
    image: RepositoryImage | undefined,
  ): Promise<boolean> {
    return stored(this.#images.set(repository, attempt, tag, image));
  }

  async hasImages(repository: string): Promise<boolean> {
    return (await this.#images.tags(repository)).length > 0;
  }

  async #readKernels(
    id: string,
    attempt: number,
    context: ReadContext,
  ): Promise<boolean> {
    const reading = await this.#sources.kernelSource(id).read(context);
    if (!context.acceptRemoval) {
      this.#guard(await this.#kernelNames(id, reading));
    }
    return stored(
      this.#kernels.replace({
        source: id,
        attempt,
        reading,
        repositories: this.#sources
          .repositoriesOf(id)
          .map(({ repository }) => repository.id),
        usedByDriver: await this.#use.ofSource(id),
      }),
    );
  }

  async #readImages(
    id: string,
    attempt: number,
    context: ReadContext,
  ): Promise<boolean> {
    const previous = await this.#images.load(id);
    const { repository } = this.#sources.repository(id);
    const reading = await repository.read({ ...context, previous });
    if (!context.acceptRemoval) {
      this.#guard([
        {
          what: 'tags',
          known: previous.map(({ tag }) => tag),
          read: reading.images.map(({ tag }) => tag),
        },
      ]);
    }
    return stored(this.#images.replace(id, attempt, reading));
  }

  /** By architecture: one that is empty must not hide behind the others. */
  async #kernelNames(id: string, reading: KernelReading): Promise<Names[]> {
    const known = await this.#kernels.known(id);
    const architectures = new Set(known.flatMap(k => k.architectures));
    reading.incompleteArchitectures?.forEach(name =>
      architectures.delete(name),
    );
    return [...architectures].map(architecture => ({
      what: `kernels for ${architecture}`,
      known: known
        .filter(kernel => kernel.architectures.includes(architecture))
        .map(({ kernel }) => kernel),
      read: [
        ...reading.kernels
          .filter(({ flavours }) =>
            flavours.some(flavour => flavour.architecture === architecture),
          )
          .map(({ kernel }) => kernel),
        ...(reading.older ?? []),
      ],
    }));
  }

  #guard(names: Names[]): void {
    const reasons = findMassRemovals(names, this.#maxRemovalPercentage);
    if (reasons.length > 0) {
      throw new HeldReadingError(reasons, this.#maxRemovalPercentage);
    }
  }
}

async function stored(writing: Promise<boolean>): Promise<boolean> {
  try {
    return await writing;
  } catch (error) {
    throw new ServiceUnavailableError(
      "What was read could not be stored in the portal's database; the backend's log says more.",
      error,
    );
  }
}
