import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  CustomErrorBase,
  ServiceUnavailableError,
  stringifyError,
} from '@backstage/errors';
import type { SourceStore } from '../database/index/SourceStore';
import { countRequests } from './countRequests';
import { HeldReadingError } from './HeldReadingError';
import type { IndexedSources } from './IndexedSources';
import type { IndexMetrics } from './IndexMetrics';
import type { SourceReadings } from './SourceReadings';

/** How often something newer may be stored while a read runs. */
const MAX_ATTEMPTS = 5;

/** Told after every read, good or bad. */
export type OnIndexChanged = (sourceId: string) => Promise<void>;

/** How a source is read. */
export interface RefreshOptions {
  signal: AbortSignal;
  /** Store a reading in which no more is missing than in the one that is held back: a person said so. */
  acceptRemoval?: boolean;
}

/**
 * Reads sources into the index: a complete reading replaces the last one, a
 * failed one leaves it and is recorded beside it.
 *
 * @remarks
 * Reads are numbered as they begin, over all replicas. One that began before
 * what is stored by now began, is thrown away and done again: an older answer
 * never replaces a newer one.
 */
export class SourceRefresher {
  readonly #sources: IndexedSources;
  readonly #writer: SourceReadings;
  readonly #statuses: SourceStore;
  readonly #metrics: IndexMetrics;
  readonly #logger: LoggerService;
  readonly #onChanged: OnIndexChanged;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: {
    sources: IndexedSources;
    writer: SourceReadings;
    statuses: SourceStore;
    metrics: IndexMetrics;
    logger: LoggerService;
    onChanged: OnIndexChanged;
  }) {
    this.#sources = options.sources;
    this.#writer = options.writer;
    this.#statuses = options.statuses;
    this.#metrics = options.metrics;
    this.#logger = options.logger;
    this.#onChanged = options.onChanged;
  }

  isRefreshing(id: string): boolean {
    return this.#running.has(id);
  }

  /**
   * Reads one source. Whoever asks while it is being read waits for that read,
   * unless it is to accept what that one may refuse.
   *
   * @throws NotFoundError when there is no such source; a failed read is
   * recorded and thrown
   */
  async refresh(id: string, options: RefreshOptions): Promise<void> {
    this.#sources.require(id);
    const running = this.#running.get(id);
    if (running && !options.acceptRemoval) {
      return unlessAborted(running, options.signal);
    }
    // Known at once, so that who asks in the same instant waits for it, too.
    const refresh = this.#refreshAfter(running, id, options).finally(() => {
      if (this.#running.get(id) === refresh) {
        this.#running.delete(id);
      }
    });
    this.#running.set(id, refresh);
    return refresh;
  }

  /**
   * Looks one tag up, with what is attached to it, and stores the answer, unless it is none; a repository
   * that was never read well is read whole.
   *
   * @throws ServiceUnavailableError when the registry gave no answer
   */
  async refreshImage(
    repositoryId: string,
    tag: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (!(await this.#writer.hasImages(repositoryId))) {
      // The first of its images: what was said of an empty repository is past.
      return this.refresh(repositoryId, { signal });
    }
    const { repository } = this.#sources.repository(repositoryId);
    await this.#untilStored(repositoryId, async attempt => {
      const answer = await repository.readTag(tag, {
        signal,
        referrers: true,
      });
      if (answer.state === 'unknown') {
        throw new ServiceUnavailableError(
          `${repository.image}:${tag} could not be read: ${answer.reason}`,
        );
      }
      const image = answer.state === 'present' ? answer.image : undefined;
      return this.#writer.writeImage(repositoryId, attempt, tag, image);
    });
    return this.#onChanged(repositoryId);
  }

  async #refreshAfter(
    running: Promise<void> | undefined,
    id: string,
    options: RefreshOptions,
  ): Promise<void> {
    await running?.catch(() => {});
    return this.#refresh(id, options);
  }

  async #refresh(
    id: string,
    { signal, acceptRemoval = false }: RefreshOptions,
  ): Promise<void> {
    const logger = this.#logger.child({ source: id });
    const started = Date.now();
    let lastAttempt = 0;
    try {
      const accepted = acceptRemoval ? await this.#heldReasons(id) : [];
      await countRequests(
        () =>
          this.#untilStored(id, attempt => {
            lastAttempt = attempt;
            return this.#writer.readAndWrite(id, attempt, {
              signal,
              logger,
              accepted,
            });
          }),
        requests => this.#metrics.recordRequests(id, requests),
      );
      logger.info(`Read in ${Date.now() - started} ms`);
      this.#metrics.recordRead(id, Date.now() - started, 'success');
    } catch (error) {
      const failure = signal.aborted
        ? new ServiceUnavailableError(
            'Reading took longer than it may (schedule.timeout) and was stopped.',
          )
        : explain(error);
      logger.warn(`Could not be read: ${stringifyError(error)}`);
      this.#metrics.recordRead(id, Date.now() - started, 'failure');
      await this.#statuses.recordFailure(id, {
        attempt: lastAttempt,
        error: failure.message,
        held: failure instanceof HeldReadingError ? failure.reasons : undefined,
      });
      throw failure;
    } finally {
      await this.#onChanged(id);
    }
  }

  async #heldReasons(id: string): Promise<string[]> {
    const status = (await this.#statuses.list()).find(found => found.id === id);
    return status?.held?.reasons ?? [];
  }

  async #untilStored(
    id: string,
    readAndStore: (attempt: number) => Promise<boolean>,
  ): Promise<void> {
    for (let i = 0; i < MAX_ATTEMPTS; i++) {
      const attempt = await this.#statuses.beginAttempt(id);
      if (await readAndStore(attempt)) {
        return;
      }
    }
    // Builds store tags faster than this source can be read. What they stored
    // is newer than anything read here, and the next scheduled read is not far.
    this.#logger.info(
      `Something newer of '${id}' was stored during each of ${MAX_ATTEMPTS} reads; they were left out`,
    );
  }
}

/**
 * What people may see of a failure; what was not meant for them is in the log,
 * and no cause here: it would become part of the message.
 */
function explain(error: unknown): Error {
  return error instanceof CustomErrorBase
    ? error
    : new ServiceUnavailableError(
        "The portal failed while it read this; the backend's log says why.",
      );
}

/** The end of something that others wait for too, or of one's own patience. */
async function unlessAborted<T>(
  running: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
    });
  });
  return Promise.race([running, aborted]);
}
