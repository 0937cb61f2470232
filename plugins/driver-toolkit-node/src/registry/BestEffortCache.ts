import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { printableText } from '../http/printableText';
import type { ContentCache } from './ImageRepository';

const MAX_LOGGED = 300;
/** Milliseconds that a cache is left alone after a failure. */
const REST = 60_000;

/**
 * A cache whose failures cost time and nothing else: what it cannot look up is
 * not there, and what it cannot keep is read again one day.
 *
 * @remarks
 * After a failure it is left alone for a while, since a database out of reach
 * makes everybody wait who asks it.
 */
export class BestEffortCache implements ContentCache {
  #failure: Error | undefined;
  #restsUntil = 0;

  readonly #cache: ContentCache;

  constructor(cache: ContentCache) {
    this.#cache = cache;
  }

  async get(digest: string): Promise<string | undefined> {
    return await this.#attempt(() => this.#cache.get(digest), undefined);
  }

  async set(digest: string, content: string): Promise<void> {
    await this.#attempt(() => this.#cache.set(digest, content), undefined);
  }

  async getMany(digests: string[]): Promise<Map<string, string>> {
    return await this.#attempt(() => this.#cache.getMany(digests), new Map());
  }

  async setMany(contents: ReadonlyMap<string, string>): Promise<void> {
    await this.#attempt(() => this.#cache.setMany(contents), undefined);
  }

  /** What a reading has to say of failures since the last one; why goes to the log. */
  takeWarnings(logger: LoggerService): string[] {
    const failure = this.#failure;
    this.#failure = undefined;
    if (!failure) {
      return [];
    }
    // Databases put the statement first, with all that it was to write.
    const reason = failure.message.slice(-MAX_LOGGED);
    logger.warn(
      `The cache of manifests failed: ${printableText(reason, MAX_LOGGED)}`,
    );
    return [
      'Manifests could not be looked up in the cache or kept there, so reading takes longer than it has to; the log says why.',
    ];
  }

  async #attempt<T>(operation: () => Promise<T>, otherwise: T): Promise<T> {
    if (Date.now() < this.#restsUntil) {
      return otherwise;
    }
    try {
      return await operation();
    } catch (error) {
      this.#failure = toError(error);
      this.#restsUntil = Date.now() + REST;
      return otherwise;
    }
  }
}
