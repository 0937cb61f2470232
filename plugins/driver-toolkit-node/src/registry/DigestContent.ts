import { toError } from '@backstage/errors';
import { attempt, type Attempt } from './Attempt';
import type { ContentCache } from './ImageRepository';
import { toManifestNode, type ManifestNode } from './ManifestNode';
import { parseContent, parseImageConfig, type ImageConfig } from './manifests';
import { MissingManifestError } from './MissingManifestError';
import { parseJson } from './parseJson';
import type { RegistryClient } from './RegistryClient';

/** Contents that are looked up and held at a time. */
const BATCH = 64;
/** Flush to the cache at this many entries or characters. */
const MAX_WAITING = 256;
const MAX_WAITING_SIZE = 1024 * 1024;
/**
 * Real manifests and configurations are smaller; larger ones are fetched each
 * time.
 */
const MAX_CACHED_SIZE = 256 * 1024;

/** The outcome of each digest. */
export type ContentByDigest<T> = Map<string, Attempt<T>>;

/**
 * Resolves many digests of one repository at once: from the cache, or fetched
 * once and cached.
 *
 * @remarks
 * Contents are parsed when they come, so that memory holds only those being
 * fetched or waiting to be written.
 */
export class DigestContent {
  #waiting = new Map<string, string>();
  #waitingSize = 0;

  readonly #client: RegistryClient;
  readonly #cache: ContentCache;

  constructor(client: RegistryClient, cache: ContentCache) {
    this.#client = client;
    this.#cache = cache;
  }

  async manifests(
    digests: Iterable<string>,
    signal: AbortSignal,
  ): Promise<ContentByDigest<ManifestNode>> {
    return await this.#read(digests, signal, {
      fetch: async digest => {
        const fetched = await this.#client.getManifest(digest, signal);
        if (!fetched) {
          throw new MissingManifestError(
            `The manifest ${digest} is listed but does not exist; the image was pushed incompletely or is being removed`,
          );
        }
        return fetched.content;
      },
      parse: toNode,
    });
  }

  async configs(
    digests: Iterable<string>,
    signal: AbortSignal,
  ): Promise<ContentByDigest<ImageConfig>> {
    return await this.#read(digests, signal, {
      fetch: digest => this.#client.getBlob(digest, signal),
      parse: parseImageConfig,
    });
  }

  /** Adds a manifest that was fetched otherwise, such as by its tag. */
  async keepManifest(
    digest: string,
    content: string,
  ): Promise<Attempt<ManifestNode>> {
    return await this.#take(digest, content, toNode);
  }

  /** Writes waiting content. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.size > 0) {
      this.#waiting = new Map();
      this.#waitingSize = 0;
      await this.#cache.setMany(waiting);
    }
  }

  async #read<T>(
    digests: Iterable<string>,
    signal: AbortSignal,
    how: {
      fetch: (digest: string) => Promise<string>;
      parse: (content: string, digest: string) => T;
    },
  ): Promise<ContentByDigest<T>> {
    const found: ContentByDigest<T> = new Map();
    const missing: string[] = [];
    for (const batch of inBatches([...new Set(digests)])) {
      signal.throwIfAborted();
      const cached = await this.#cache.getMany(batch);
      for (const digest of batch) {
        const content = cached.get(digest);
        if (content === undefined) {
          missing.push(digest);
        } else {
          found.set(
            digest,
            attempt(() => how.parse(content, digest)),
          );
        }
      }
    }
    await Promise.all(
      missing.map(async digest => {
        let content: string;
        try {
          content = await how.fetch(digest);
        } catch (error) {
          signal.throwIfAborted();
          found.set(digest, { error: toError(error) });
          return;
        }
        found.set(digest, await this.#take(digest, content, how.parse));
      }),
    );
    await this.flush();
    return found;
  }

  /**
   * Parses content, and caches it if it is JSON: databases refuse some other
   * content.
   */
  async #take<T>(
    digest: string,
    content: string,
    parse: (content: string, digest: string) => T,
  ): Promise<Attempt<T>> {
    const parsed = attempt(() => parse(content, digest));
    if ('value' in parsed || parseJson(content) !== undefined) {
      await this.#keep(digest, content);
    }
    return parsed;
  }

  async #keep(digest: string, content: string): Promise<void> {
    if (content.length > MAX_CACHED_SIZE) {
      return;
    }
    this.#waiting.set(digest, content);
    this.#waitingSize += content.length;
    if (
      this.#waiting.size >= MAX_WAITING ||
      this.#waitingSize >= MAX_WAITING_SIZE
    ) {
      await this.flush();
    }
  }
}

function toNode(content: string, digest: string): ManifestNode {
  return toManifestNode(parseContent(content, digest), digest);
}

function* inBatches<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += BATCH) {
    yield items.slice(start, start + BATCH);
  }
}
