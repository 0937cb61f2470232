import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { printableText } from '../http/printableText';
import type { ContentCache } from './ImageRepository';

const MAX_LOGGED = 300;
/** Milliseconds without access to the cache after a failure. */
const REST = 60_000;

/**
 * A cache whose failures cost only time: a failed lookup counts as a miss, and
 * content that could not be stored is read again later.
 *
 * @remarks
 * After a failure it is not used for a while, because an unreachable database
 * delays every access.
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

  /**
   * A warning about failures since the last reading; the reason goes to the
   * log.
   */
  takeWarnings(logger: LoggerService): string[] {
    const failure = this.#failure;
    this.#failure = undefined;
    if (!failure) {
      return [];
    }
    // Databases put the statement with all its values first.
    const reason = failure.message.slice(-MAX_LOGGED);
    logger.warn(
      `The cache of manifests failed: ${printableText(reason, MAX_LOGGED)}`,
    );
    return [
      'Manifests could not be read from or stored in the cache, so reading takes longer; the log says why.',
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
