import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { Attempt } from './Attempt';
import { describeImage } from './describeImage';
import type { DigestContent } from './DigestContent';
import type { RepositoryImage } from './ImageRepository';
import { readImages, sizeOfLabels } from './readImages';
import type { TagReader, TagReading } from './TagReader';

/** Tags that are read together: each level of their manifests is one lookup. */
const WINDOW = 256;

/**
 * Characters of all images' labels together; a real repository with the maximum
 * of tags has fewer.
 */
const MAX_LABELS_SIZE = 64 * 1024 * 1024;

const NOTHING = { labels: {}, platforms: [] };

const TOO_MANY_LABELS = `The labels of the repository's images exceed ${MAX_LABELS_SIZE} characters in total, which is refused; remove unused tags`;

type Description = Omit<RepositoryImage, 'tag' | 'digest' | 'mediaType'>;

interface TagOutcome {
  tag: string;
  /** Undefined if the registry does not have the tag. */
  outcome: Attempt<TagReading> | undefined;
}

/**
 * Reads tags with their images, and caches images by digest, because they never
 * change.
 */
export class ImageReader {
  #remembered = new Map<string, Description>();
  #labelsSize = 0;

  readonly #tags: TagReader;
  readonly #content: DigestContent;

  constructor(tags: TagReader, content: DigestContent) {
    this.#tags = tags;
    this.#content = content;
  }

  /**
   * The existing tags, with an `error` if their details could not be read.
   *
   * @throws the first error if no tag could be read: then the registry has a
   * problem, not its images.
   */
  async readAll(
    tags: string[],
    signal: AbortSignal,
  ): Promise<RepositoryImage[]> {
    const images: RepositoryImage[] = [];
    let givenUp: Error | undefined;
    let firstFailure: Error | undefined;
    let answers = 0;
    for (let start = 0; start < tags.length; start += WINDOW) {
      const window = tags.slice(start, start + WINDOW);
      if (givenUp) {
        const reason = givenUp;
        images.push(...window.map(tag => unreadable(tag, reason)));
        continue;
      }
      const outcomes = await this.#readWindow(window, signal);
      const failures = outcomes.flatMap(({ outcome }) =>
        outcome && 'error' in outcome ? outcome.error : [],
      );
      firstFailure ??= failures[0];
      answers += outcomes.length - failures.length;
      // A registry that fails for all of so many will fail for the rest, too.
      givenUp = failures.length === WINDOW ? failures[0] : undefined;
      images.push(...(await this.#describeAll(outcomes, signal)));
    }
    if (answers === 0 && firstFailure) {
      throw firstFailure;
    }
    this.#forgetAllBut(images);
    this.#tags.forgetAllBut(new Set(tags));
    return images;
  }

  /**
   * The tags that the registry does not report as missing. If none of the first
   * exists, neither do the others: the registry did not just forget to list a
   * few.
   */
  async findNotGone(tags: string[], signal: AbortSignal): Promise<string[]> {
    const found: string[] = [];
    for (let start = 0; start < tags.length; start += WINDOW) {
      const outcomes = await this.#readWindow(
        tags.slice(start, start + WINDOW),
        signal,
      );
      found.push(
        ...outcomes.flatMap(({ tag, outcome }) => (outcome ? tag : [])),
      );
      if (found.length === 0) {
        break;
      }
    }
    return found;
  }

  /** Undefined if the registry does not have the tag. */
  async readOne(
    tag: string,
    signal: AbortSignal,
  ): Promise<RepositoryImage | undefined> {
    const value = await this.#tags.read(tag, signal);
    const outcome = value && { value };
    const [image] = await this.#describeAll([{ tag, outcome }], signal);
    return image;
  }

  async #readWindow(
    tags: string[],
    signal: AbortSignal,
  ): Promise<TagOutcome[]> {
    return await Promise.all(
      tags.map(async tag => {
        try {
          const value = await this.#tags.read(tag, signal);
          return { tag, outcome: value && { value } };
        } catch (error) {
          signal.throwIfAborted();
          return { tag, outcome: { error: toError(error) } };
        }
      }),
    );
  }

  async #describeAll(
    outcomes: TagOutcome[],
    signal: AbortSignal,
  ): Promise<RepositoryImage[]> {
    const failures = await this.#remember(outcomes, signal);
    return outcomes.flatMap(({ tag, outcome }) => {
      if (!outcome) {
        return [];
      }
      if ('error' in outcome) {
        return unreadable(tag, outcome.error);
      }
      const { digest, mediaType } = outcome.value;
      const description = this.#remembered.get(digest) ?? {
        ...NOTHING,
        error: failures.get(digest)?.message,
      };
      return { tag, digest, mediaType, ...description };
    });
  }

  /**
   * Reads the digests that are not completely known; returns those that failed.
   */
  async #remember(
    outcomes: TagOutcome[],
    signal: AbortSignal,
  ): Promise<Map<string, Error>> {
    const unknown = new Map<string, TagReading['manifest']>();
    for (const { outcome } of outcomes) {
      if (outcome && 'value' in outcome) {
        const { digest, manifest } = outcome.value;
        if (!this.#isWhole(digest)) {
          unknown.set(digest, manifest ?? unknown.get(digest));
        }
      }
    }
    const failures = new Map<string, Error>();
    for (const [digest, images] of await readImages(
      unknown,
      this.#content,
      signal,
    )) {
      if ('error' in images) {
        failures.set(digest, images.error);
      } else {
        const description = describeImage(images.value);
        this.#forget(digest);
        const size = this.#labelsSize + sizeOfLabels(description.labels);
        if (size > MAX_LABELS_SIZE) {
          failures.set(digest, new ServiceUnavailableError(TOO_MANY_LABELS));
        } else {
          this.#labelsSize = size;
          this.#remembered.set(digest, description);
        }
      }
    }
    return failures;
  }

  #forgetAllBut(images: RepositoryImage[]): void {
    const digests = new Set(images.map(({ digest }) => digest));
    for (const digest of this.#remembered.keys()) {
      if (!digests.has(digest)) {
        this.#forget(digest);
      }
    }
  }

  #forget(digest: string): void {
    const { labels = {} } = this.#remembered.get(digest) ?? {};
    this.#labelsSize -= sizeOfLabels(labels);
    this.#remembered.delete(digest);
  }

  /** Unread parts of an image may be available next time. */
  #isWhole(digest: string): boolean {
    const known = this.#remembered.get(digest);
    return known?.platforms.every(({ error }) => error === undefined) ?? false;
  }
}

function unreadable(tag: string, error: Error): RepositoryImage {
  return { tag, ...NOTHING, error: error.message };
}
