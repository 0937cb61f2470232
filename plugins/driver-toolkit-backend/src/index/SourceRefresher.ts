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

/**
 * Reads that may be overtaken by something newer before the refresher gives up.
 */
const MAX_ATTEMPTS = 5;

/** Called after every read, successful or not. */
export type OnIndexChanged = (sourceId: string) => Promise<void>;

/** How a source is read. */
export interface RefreshOptions {
  signal: AbortSignal;
  /**
   * Store a reading if no more is missing than in the one that is held back; a
   * person accepted that.
   */
  acceptRemoval?: boolean;
}

/**
 * Reads sources into the index: a complete reading replaces the last one, a
 * failed one leaves it, and its error is recorded.
 *
 * @remarks
 * Reads are numbered when they begin, across all replicas. A read that began
 * before the stored one is discarded and repeated: an older answer never
 * replaces a newer one.
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
   * Reads one source. A caller who asks during a read waits for that read,
   * unless the caller accepts removals that the running read may refuse.
   *
   * @throws NotFoundError for an unknown source; a failed read is recorded and
   * thrown
   */
  async refresh(id: string, options: RefreshOptions): Promise<void> {
    this.#sources.require(id);
    const running = this.#running.get(id);
    if (running && !options.acceptRemoval) {
      return unlessAborted(running, options.signal);
    }
    // Set synchronously, so that a second caller waits for the same read.
    const refresh = this.#refreshAfter(running, id, options).finally(() => {
      if (this.#running.get(id) === refresh) {
        this.#running.delete(id);
      }
    });
    this.#running.set(id, refresh);
    return refresh;
  }

  /**
   * Reads one tag with its attachments and stores the result; a repository
   * without a successful read yet is read completely.
   *
   * @throws ServiceUnavailableError if the registry gave no answer
   */
  async refreshImage(
    repositoryId: string,
    tag: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (!(await this.#writer.hasImages(repositoryId))) {
      // The first image: warnings about an empty repository no longer apply.
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
            'Reading exceeded its timeout (schedule.timeout) and was stopped.',
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
    // Builds store tags faster than this source can be read. Their tags are
    // newer than this read, and the next scheduled read comes soon.
    this.#logger.info(
      `Newer data of '${id}' was stored during each of ${MAX_ATTEMPTS} reads; these reads were discarded`,
    );
  }
}

/**
 * The part of a failure that users may see. Internal errors go to the log; they
 * are no cause here because a cause becomes part of the message.
 */
function explain(error: unknown): Error {
  return error instanceof CustomErrorBase
    ? error
    : new ServiceUnavailableError(
        "The portal failed while it read this source; the backend's log says why.",
      );
}

/**
 * Settles with the shared promise, or rejects when the caller's own signal
 * fires.
 */
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
