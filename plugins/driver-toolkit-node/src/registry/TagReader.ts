import type { Attempt } from './Attempt';
import type { DigestContent } from './DigestContent';
import type { RepositoryImage } from './ImageRepository';
import type { ManifestNode } from './ManifestNode';
import type {
  FetchedManifest,
  ManifestHead,
  RegistryClient,
} from './RegistryClient';

/** What a tag names now. */
export interface TagReading extends ManifestHead {
  /** Where the registry sent it along. */
  manifest?: Attempt<ManifestNode>;
}

/**
 * Finds out what tags name with one request each: a tag that was read before is
 * asked for its digest alone, a new one for its manifest, which is needed anyway.
 */
export class TagReader {
  #known = new Map<string, ManifestHead>();

  readonly #client: RegistryClient;
  readonly #content: DigestContent;

  constructor(client: RegistryClient, content: DigestContent) {
    this.#client = client;
    this.#content = content;
  }

  /** Takes over what somebody else has read, where nothing is known yet. */
  learn(images: Iterable<RepositoryImage>): void {
    for (const { tag, digest, mediaType } of images) {
      if (digest !== undefined && !this.#known.has(tag)) {
        this.#known.set(tag, { digest, mediaType });
      }
    }
  }

  /** Drops what is known of tags that are gone. */
  forgetAllBut(tags: ReadonlySet<string>): void {
    for (const tag of this.#known.keys()) {
      if (!tags.has(tag)) {
        this.#known.delete(tag);
      }
    }
  }

  /** Undefined where the registry has no such tag. */
  async read(
    tag: string,
    signal: AbortSignal,
  ): Promise<TagReading | undefined> {
    const known = this.#known.get(tag);
    const found: (Partial<FetchedManifest> & ManifestHead) | undefined = known
      ? await this.#client.headManifest(tag, signal, known)
      : await this.#client.getManifest(tag, signal);
    if (!found) {
      this.#known.delete(tag);
      return undefined;
    }
    const { digest, mediaType } = found;
    this.#known.set(tag, { digest, mediaType });
    const manifest =
      found.content === undefined
        ? undefined
        : await this.#content.keepManifest(digest, found.content);
    return { digest, mediaType, manifest };
  }
}
