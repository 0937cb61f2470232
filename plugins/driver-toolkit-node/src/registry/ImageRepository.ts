import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/**
 * A tag as the registry has it.
 *
 * @remarks
 * Where `error` is set, the tag is there but its details could not be read:
 * labels and platforms are empty because they are unknown. A store should keep
 * the details that it had of that tag, unless `digest` is set and another one,
 * in which case they were those of another image.
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
>;

/** What one good read of an image repository gave. @public */
export interface RepositoryReading {
  /** Every tag; those with an `error` without their details, which a store should not take for gone. */
  images: RepositoryImage[];
  /** Parts that could not be had and do not spoil the rest: a sentence each. */
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
   * whole. Tags whose details could not be read have an `error`, and a warning
   * tells how many there are.
   */
  read(options: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<RepositoryReading>;
  /** One tag. Never throws: what is not an answer is `unknown`. */
  readTag(tag: string, options: { signal: AbortSignal }): Promise<TagLookup>;
}
