import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { ImageStore } from '../database/ImageStore';
import type { KernelStore } from '../database/KernelStore';
import type { SourceStore } from '../database/SourceStore';
import { refuseMassRemoval } from './refuseMassRemoval';
import type { IndexedSources } from './IndexedSources';

type ReadContext = { signal: AbortSignal; logger: LoggerService };

/** Told after every read, good or bad. */
export type OnIndexChanged = (sourceId: string) => Promise<void>;

/**
 * Reads sources into the index: a complete reading replaces the last one, a
 * failed one leaves it and is recorded beside it.
 */
export class Refresher {
  readonly #sources: IndexedSources;
  readonly #kernels: KernelStore;
  readonly #images: ImageStore;
  readonly #statuses: SourceStore;
  readonly #logger: LoggerService;
  readonly #onChanged: OnIndexChanged;
  readonly #maxRemovalPercentage: number;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: {
    sources: IndexedSources;
    kernels: KernelStore;
    images: ImageStore;
    statuses: SourceStore;
    logger: LoggerService;
    maxRemovalPercentage: number;
    onChanged: OnIndexChanged;
  }) {
    this.#sources = options.sources;
    this.#kernels = options.kernels;
    this.#images = options.images;
    this.#statuses = options.statuses;
    this.#logger = options.logger;
    this.#maxRemovalPercentage = options.maxRemovalPercentage;
    this.#onChanged = options.onChanged;
  }

  isRefreshing(id: string): boolean {
    return this.#running.has(id);
  }

  /**
   * Reads one source. Whoever asks while it is being read waits for that read.
   *
   * @throws NotFoundError when there is no such source; a failed read is
   * recorded and thrown
   */
  async refresh(id: string, signal: AbortSignal): Promise<void> {
    const running = this.#running.get(id);
    if (running) {
      return running;
    }
    const refresh = this.#read(id, this.#reader(id), signal).finally(() =>
      this.#running.delete(id),
    );
    this.#running.set(id, refresh);
    return refresh;
  }

  /** Looks one tag up and stores the answer, unless it is none. */
  async refreshImage(
    repositoryId: string,
    tag: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { repository } = this.#sources.repository(repositoryId);
    const answer = await repository.readTag(tag, { signal });
    if (answer.state === 'unknown') {
      throw new Error(
        `${repository.image}:${tag} could not be read back: ${answer.reason}`,
      );
    }
    await this.#images.set(
      repositoryId,
      tag,
      answer.state === 'present' ? answer.image : undefined,
    );
    await this.#onChanged(repositoryId);
  }

  async #read(
    id: string,
    readInto: (context: ReadContext) => Promise<number>,
    signal: AbortSignal,
  ): Promise<void> {
    const logger = this.#logger.child({ source: id });
    const started = Date.now();
    try {
      const items = await readInto({ signal, logger });
      logger.info(`Read ${items} items in ${Date.now() - started} ms`);
    } catch (error) {
      logger.warn(`Could not be read: ${stringifyError(error)}`);
      await this.#statuses.recordFailure(
        id,
        error instanceof Error ? error.message : String(error),
      );
      throw error;
    } finally {
      await this.#onChanged(id);
    }
  }

  /** @throws NotFoundError when nothing of that name is configured */
  #reader(id: string): (context: ReadContext) => Promise<number> {
    if (this.#sources.kernelSourceIds.includes(id)) {
      return async context => {
        const reading = await this.#sources.kernelSource(id).read(context);
        refuseMassRemoval({
          known: await this.#kernels.names(id),
          read: reading.kernels.map(({ kernel }) => kernel),
          maxPercentage: this.#maxRemovalPercentage,
          what: 'kernels',
        });
        await this.#kernels.replace(id, reading);
        return reading.kernels.length;
      };
    }
    const { repository } = this.#sources.repository(id);
    return async context => {
      const reading = await repository.read(context);
      refuseMassRemoval({
        known: await this.#images.tags(id),
        read: reading.images.map(({ tag }) => tag),
        maxPercentage: this.#maxRemovalPercentage,
        what: 'tags',
      });
      await this.#images.replace(id, reading);
      return reading.images.length;
    };
  }
}
