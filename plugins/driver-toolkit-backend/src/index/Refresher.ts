import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, stringifyError } from '@backstage/errors';
import { compareEvr } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { KernelReading } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ImageStore } from '../database/ImageStore';
import type { KernelStore } from '../database/KernelStore';
import type { SourceStore } from '../database/SourceStore';
import { refuseMassRemoval } from './refuseMassRemoval';
import type { IndexedSources } from './IndexedSources';

type ReadContext = { signal: AbortSignal; logger: LoggerService };

/** Reads a source; what it gives back stores the reading. */
type ReadSource = (context: ReadContext) => Promise<() => Promise<void>>;

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
    const refresh = this.#refresh(id, this.#reader(id), signal).finally(() =>
      this.#running.delete(id),
    );
    this.#running.set(id, refresh);
    return refresh;
  }

  /**
   * Looks one tag up and stores the answer, unless it is none; a repository
   * that had no tags is read whole.
   *
   * @throws ServiceUnavailableError when the registry gave no answer
   */
  async refreshImage(
    repositoryId: string,
    tag: string,
    signal: AbortSignal,
  ): Promise<void> {
    // A read that listed the tags before this one was there would undo it.
    await this.#running.get(repositoryId)?.catch(() => {});
    if ((await this.#images.tags(repositoryId)).length === 0) {
      // The first of its images: what was said of an empty repository is past.
      return this.refresh(repositoryId, signal);
    }
    const { repository } = this.#sources.repository(repositoryId);
    const answer = await repository.readTag(tag, { signal });
    if (answer.state === 'unknown') {
      throw new ServiceUnavailableError(
        `${repository.image}:${tag} could not be read: ${answer.reason}`,
      );
    }
    await this.#images.set(
      repositoryId,
      tag,
      answer.state === 'present' ? answer.image : undefined,
    );
    return this.#onChanged(repositoryId);
  }

  async #refresh(
    id: string,
    read: ReadSource,
    signal: AbortSignal,
  ): Promise<void> {
    const logger = this.#logger.child({ source: id });
    const started = Date.now();
    try {
      const store = await read({ signal, logger });
      await store().catch(error => {
        throw new ServiceUnavailableError(
          "What was read could not be stored in the portal's database; the backend's log says more.",
          error,
        );
      });
      logger.info(`Read in ${Date.now() - started} ms`);
    } catch (error) {
      const failure = signal.aborted
        ? new ServiceUnavailableError(
            'Reading took longer than it may (schedule.timeout) and was stopped.',
            error,
          )
        : error;
      logger.warn(`Could not be read: ${stringifyError(failure)}`);
      await this.#statuses.recordFailure(
        id,
        failure instanceof Error ? failure.message : String(failure),
      );
      throw failure;
    } finally {
      await this.#onChanged(id);
    }
  }

  /** @throws NotFoundError when nothing of that name is configured */
  #reader(id: string): ReadSource {
    if (this.#sources.kernelSourceIds.includes(id)) {
      const source = this.#sources.kernelSource(id);
      return async context => {
        const reading = await source.read(context);
        await this.#guardKernels(id, reading);
        return () => this.#kernels.replace(id, reading);
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
      return () => this.#images.replace(id, reading);
    };
  }

  async #guardKernels(id: string, reading: KernelReading): Promise<void> {
    const read = reading.kernels.map(({ kernel }) => kernel);
    const known = await this.#kernels.removable(
      id,
      reading.incompleteArchitectures ?? [],
    );
    // A full `keepLatest` says nothing of what is older than it reaches.
    const isFull = read.length === this.#sources.keepLatestOf(id);
    const oldest = read.reduce<string | undefined>(
      (a, b) => (a === undefined || compareEvr(b, a) < 0 ? b : a),
      undefined,
    );
    refuseMassRemoval({
      known:
        isFull && oldest !== undefined
          ? known.filter(kernel => compareEvr(kernel, oldest) >= 0)
          : known,
      read,
      maxPercentage: this.#maxRemovalPercentage,
      what: 'kernels',
    });
  }
}
