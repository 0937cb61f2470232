import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  KernelReading,
  RepositoryImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ImageStore } from '../database/index/ImageStore';
import type { KernelStore } from '../database/index/KernelStore';
import type { SourceStore } from '../database/index/SourceStore';
import { findMassRemovals, type Names } from './findMassRemovals';
import { HeldReadingError } from './HeldReadingError';
import type { IndexedSources } from './IndexedSources';
import type { KernelUse } from './KernelUse';
import { mergeReading } from './mergeReading';

/** Limits of a read, and how its result is stored. */
export interface ReadContext {
  signal: AbortSignal;
  logger: LoggerService;
  /**
   * The missing items that a person accepted, as the messages that reported
   * them.
   */
  accepted: readonly string[];
}

/** Reads sources and repositories and stores the result if it is plausible. */
export class SourceReadings {
  readonly #sources: IndexedSources;
  readonly #kernels: KernelStore;
  readonly #images: ImageStore;
  readonly #statuses: SourceStore;
  readonly #use: KernelUse;
  readonly #maxRemovalPercentage: number;

  constructor(options: {
    sources: IndexedSources;
    kernels: KernelStore;
    images: ImageStore;
    statuses: SourceStore;
    use: KernelUse;
    maxRemovalPercentage: number;
  }) {
    this.#sources = options.sources;
    this.#kernels = options.kernels;
    this.#images = options.images;
    this.#statuses = options.statuses;
    this.#use = options.use;
    this.#maxRemovalPercentage = options.maxRemovalPercentage;
  }

  /**
   * Reads a kernel source or an image repository.
   *
   * @returns false if something newer than this read is already stored
   * @throws HeldReadingError if too much is missing and nobody accepted that
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

  /** @returns like {@link SourceReadings.readAndWrite} */
  async writeImage(
    repository: string,
    attempt: number,
    tag: string,
    image: RepositoryImage | undefined,
  ): Promise<boolean> {
    return this.#images.set(repository, attempt, tag, image);
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
    this.#guard(await this.#kernelNames(id, reading), context);
    const isUsed = await this.#usesOf(id);
    return this.#kernels.replace({
      source: id,
      attempt,
      repositories: this.#sources
        .repositoriesOf(id)
        .map(({ repository }) => repository.id),
      merge: before => mergeReading(before, reading, isUsed),
      warnings: reading.warnings,
      incomplete: reading.incompleteArchitectures ?? [],
    });
  }

  async #readImages(
    id: string,
    attempt: number,
    context: ReadContext,
  ): Promise<boolean> {
    const previous = await this.#images.load(id);
    const { repository } = this.#sources.repository(id);
    const reading = await repository.read({ ...context, previous });
    const names = {
      what: 'tags',
      known: previous.map(({ tag }) => tag),
      read: reading.images.map(({ tag }) => tag),
    };
    this.#guard([names], context);
    return this.#images.replace(id, attempt, reading);
  }

  /** By architecture, so that an empty one does not hide behind the others. */
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

  /**
   * Which kernels are in use, apart from those with indexed images. Until a
   * repository was read once, every kernel may have an image there.
   */
  async #usesOf(source: string): Promise<(kernel: string) => boolean> {
    const statuses = await this.#statuses.list();
    const isRead = (id: string) =>
      statuses.some(status => status.id === id && status.lastSuccess);
    return this.#sources
      .repositoriesOf(source)
      .every(({ repository }) => isRead(repository.id))
      ? this.#use.ofSource(source)
      : () => true;
  }

  /** Anything missing beyond the accepted items is held back again. */
  #guard(names: Names[], { accepted }: ReadContext): void {
    const reasons = findMassRemovals(names, this.#maxRemovalPercentage);
    if (reasons.some(reason => !accepted.includes(reason))) {
      throw new HeldReadingError(reasons, this.#maxRemovalPercentage);
    }
  }
}
