import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * A tag as the registry has it.
 *
 * @remarks
 * Where `error` is set, the tag is there but its details could not be read:
 * labels and platforms are empty because they are unknown. A store should keep
 * the details that it had of that tag, unless `digest` is set and another one,
 * in which case they were those of another image. Where only a platform has an
 * `error`, the rest was read and only that platform is unknown. `referrers` are
 * undefined where it is not known what is attached to the image.
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
 * Something attached to an image, such as a signature: a manifest that names
 * the image's digest as its subject.
 *
 * @public
 */
export type ImageReferrer = NonNullable<Image['referrers']>[number];

/** What one good read of an image repository gave. @public */
export interface RepositoryReading {
  /** Every tag; those with an `error` without their details, which a store should not take for gone. */
  images: RepositoryImage[];
  /** Why there may be tags that are not in it; undefined where these are all. */
  incomplete?: string;
  /** Parts that could not be read and do not spoil the rest: a sentence each. */
  warnings: string[];
}

/**
 * Keeps digest-addressed content: what a digest names never changes.
 *
 * @public
 */
export interface ContentCache {
  get(digest: string): Promise<string | undefined>;
  set(digest: string, content: string): Promise<void>;
  /** Those that are there, by digest. */
  getMany(digests: string[]): Promise<Map<string, string>>;
  /** By digest. */
  setMany(contents: ReadonlyMap<string, string>): Promise<void>;
}

/** Answer of a tag's look-up; `reason` says why it is unknown. @public */
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
   * All tags with their details, or an error; never a part passed off as the
   * whole. Tags that were there before and are not listed any more are looked
   * for one by one before they are taken for gone. Tags whose details could not be read have an `error`, and a warning
   * tells how many there are.
   *
   * @param options - `previous` is the last good reading, where there is one:
   * tags whose digest is known cost a request less, and what is attached to
   * them is not all asked for at once after a restart.
   */
  read(options: {
    signal: AbortSignal;
    logger: LoggerService;
    previous?: RepositoryImage[];
  }): Promise<RepositoryReading>;
  /**
   * One tag. Never throws: what is not an answer is `unknown`.
   *
   * @param options - with `referrers`, what is attached to the image is asked
   * for, too, rather than told as far as it is known.
   */
  readTag(
    tag: string,
    options: { signal: AbortSignal; referrers?: boolean },
  ): Promise<TagLookup>;
}
