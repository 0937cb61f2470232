import type { Attempt } from './Attempt';
import type { DigestContent } from './DigestContent';
import type { RepositoryImage } from './ImageRepository';
import type { ManifestNode } from './ManifestNode';
import type {
  FetchedManifest,
  ManifestHead,
  RegistryClient,
} from './RegistryClient';

/** The digest that a tag names now. */
export interface TagReading extends ManifestHead {
  /** Set if the registry sent it, too. */
  manifest?: Attempt<ManifestNode>;
}

/**
 * Resolves tags with one request each: only the digest for a known tag, and the
 * manifest for a new one, which is needed anyway.
 */
export class TagReader {
  #known = new Map<string, ManifestHead>();

  readonly #client: RegistryClient;
  readonly #content: DigestContent;

  constructor(client: RegistryClient, content: DigestContent) {
    this.#client = client;
    this.#content = content;
  }

  /** Adopts an earlier reading for tags that are not known yet. */
  learn(images: Iterable<RepositoryImage>): void {
    for (const { tag, digest, mediaType } of images) {
      if (digest !== undefined && !this.#known.has(tag)) {
        this.#known.set(tag, { digest, mediaType });
      }
    }
  }

  /** Forgets removed tags. */
  forgetAllBut(tags: ReadonlySet<string>): void {
    for (const tag of this.#known.keys()) {
      if (!tags.has(tag)) {
        this.#known.delete(tag);
      }
    }
  }

  /** Undefined if the registry does not have the tag. */
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
