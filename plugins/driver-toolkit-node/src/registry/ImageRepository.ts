import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * A tag in a registry.
 *
 * @remarks
 * If `error` is set, the tag exists but its details could not be read: labels
 * and platforms are empty because they are unknown. A store should keep the
 * tag's old details, unless `digest` is set and differs: then they belong to
 * another image. If only a platform has an `error`, the rest was read and only
 * that platform is unknown. `referrers` is undefined if the attachments of the
 * image are unknown.
 *
 * @public
 */
export type RepositoryImage = Pick<
  Image,
  | 'tag'
  | 'digest'
  | 'mediaType'
  | 'size'
  | 'created'
  | 'labels'
  | 'platforms'
  | 'error'
  | 'referrers'
>;

/**
 * An attachment of an image, such as a signature: a manifest that names the
 * image's digest as its subject.
 *
 * @public
 */
export type ImageReferrer = NonNullable<Image['referrers']>[number];

/** The result of one successful read of an image repository. @public */
export interface RepositoryReading {
  /**
   * Every tag. Those with an `error` lack their details; a store should not
   * treat these as removed.
   */
  images: RepositoryImage[];
  /** Why tags may be missing; undefined if the list is complete. */
  incomplete?: string;
  /** One sentence for each part that could not be read; the rest is valid. */
  warnings: string[];
}

/**
 * Caches content by digest: it never changes.
 *
 * @public
 */
export interface ContentCache {
  get(digest: string): Promise<string | undefined>;
  set(digest: string, content: string): Promise<void>;
  /** The existing ones, by digest. */
  getMany(digests: string[]): Promise<Map<string, string>>;
  /** By digest. */
  setMany(contents: ReadonlyMap<string, string>): Promise<void>;
}

/** Result of a tag's lookup; `reason` says why it is unknown. @public */
export type TagLookup =
  | { state: 'present'; image: RepositoryImage }
  | { state: 'absent' }
  | { state: 'unknown'; reason: string };

/**
 * A repository of images, such as `ghcr.io/fabiendupont/driver-toolkit`.
 *
 * @public
 */
export interface ImageRepository {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  /** Without a tag. */
  readonly image: string;
  /**
   * All tags with their details, or an error; never an incomplete list that
   * looks complete. Tags that are no longer listed are looked up one by one
   * before they count as removed. Tags whose details could not be read have an
   * `error`, and a warning has their number.
   *
   * @param options - `previous`: the last successful reading, if any. Tags with
   * a known digest cost one request less, and their attachments are not all
   * read again at once after a restart.
   */
  read(options: {
    signal: AbortSignal;
    logger: LoggerService;
    previous?: RepositoryImage[];
  }): Promise<RepositoryReading>;
  /**
   * One tag. Never throws: without an answer the state is `unknown`.
   *
   * @param options - with `referrers`, the image's attachments are read, too;
   * otherwise the result has the known ones.
   */
  readTag(
    tag: string,
    options: { signal: AbortSignal; referrers?: boolean },
  ): Promise<TagLookup>;
}
