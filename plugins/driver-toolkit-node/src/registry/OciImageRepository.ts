import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { parseImageReference } from '../parseImageReference';
import { BestEffortCache } from './BestEffortCache';
import { DigestContent } from './DigestContent';
import { ImageReader } from './ImageReader';
import type {
  ContentCache,
  ImageRepository,
  RepositoryImage,
  RepositoryReading,
  TagLookup,
} from './ImageRepository';
import { isImageTag } from './isImageTag';
import { Referrers } from './referrers/Referrers';
import { RegistryClient } from './RegistryClient';
import type { RegistryOptions } from './RegistryTransport';
import type { RepositoryAccess } from './RepositoryAccess';
import { TagReader } from './TagReader';
import { findListed } from './tags/findListed';
import type { TagList } from './tags/listTags';
import { warnOfUnread } from './warnOfUnread';

/** Options for reading an image repository, apart from its configuration. */
export type OciImageRepositoryOptions = {
  cache: ContentCache;
  clock?: () => number;
} & Pick<RegistryOptions, 'retryPolicy' | 'http'>;

/** A repository of any registry that follows the OCI distribution specification. */
export class OciImageRepository implements ImageRepository {
  readonly id: string;
  readonly type = 'oci';
  readonly title: string;
  readonly image: string;
  readonly #cache: BestEffortCache;
  readonly #client: RegistryClient;
  readonly #tags: TagReader;
  readonly #images: ImageReader;
  readonly #referrers: Referrers;

  constructor(
    config: RepositoryAccess & Pick<ImageRepository, 'id' | 'title' | 'image'>,
    options: OciImageRepositoryOptions,
  ) {
    const { cache, clock, ...access } = options;
    const { registry, repository } = parseImageReference(config.image);
    this.id = config.id;
    this.title = config.title;
    this.image = config.image;
    this.#client = new RegistryClient(
      {
        ...access,
        registry,
        credentials: config.credentials,
        authFile: config.authFile,
        insecure: config.insecure ?? false,
        tokenHosts: config.tokenHosts,
        redirectHosts: config.redirectHosts,
        concurrency: config.concurrency,
      },
      repository,
    );
    this.#cache = new BestEffortCache(cache);
    const content = new DigestContent(this.#client, this.#cache);
    this.#tags = new TagReader(this.#client, content);
    this.#images = new ImageReader(this.#tags, content);
    this.#referrers = new Referrers(this.#client, clock);
  }

  async read(options: {
    signal: AbortSignal;
    logger: LoggerService;
    previous?: RepositoryImage[];
  }): Promise<RepositoryReading> {
    const { signal, logger, previous = [] } = options;
    this.#tags.learn(previous);
    const list = await this.#listTags(previous, signal);
    const { tags, unlisted } = list;
    this.#referrers.learn(previous, tags);
    const images = await this.#readImages([...tags, ...unlisted], signal);
    for (const { tag, error } of images) {
      if (error !== undefined) {
        logger.debug(`${this.image}:${tag} could not be read: ${error}`);
      }
    }
    const failed = await this.#referrers.update(images, tags, signal);
    return {
      images: images.map(image => this.#withReferrers(image)),
      incomplete: list.doubt,
      warnings: [
        ...(list.doubt === undefined ? [] : [list.doubt]),
        ...(list.exists || images.length > 0
          ? []
          : [`${this.image} does not exist yet, so it has no images.`]),
        ...warnOfUnread(this.image, images),
        ...(failed
          ? [
              `The attachments of ${failed.count} images of ${this.image} could not be read: ${failed.error.message}`,
            ]
          : []),
        ...this.#cache.takeWarnings(logger),
      ],
    };
  }

  async readTag(
    tag: string,
    { signal, referrers = false }: { signal: AbortSignal; referrers?: boolean },
  ): Promise<TagLookup> {
    if (!isImageTag(tag)) {
      return { state: 'unknown', reason: `'${tag}' is not a tag of an image.` };
    }
    try {
      const image = await this.#images.readOne(tag, signal);
      if (image && referrers) {
        // The next complete reading repeats unanswered requests.
        await this.#referrers.updateOne(image, signal).catch(() => {});
      }
      return image
        ? { state: 'present', image: this.#withReferrers(image) }
        : { state: 'absent' };
    } catch (error) {
      return { state: 'unknown', reason: toError(error).message };
    }
  }

  /**
   * Listed tags, and earlier ones that still exist although they are not
   * listed.
   */
  async #listTags(
    previous: RepositoryImage[],
    signal: AbortSignal,
  ): Promise<TagList & { exists: boolean; unlisted: string[] }> {
    const list = await this.#client.listTags(signal);
    const { tags, doubt } = list ?? { tags: [] };
    const listed = new Set(tags);
    const unlisted = await this.#images.findNotGone(
      previous.map(({ tag }) => tag).filter(tag => !listed.has(tag)),
      signal,
    );
    const [first] = unlisted;
    return {
      tags,
      exists: list !== undefined,
      unlisted,
      doubt:
        first === undefined
          ? doubt
          : `The list of tags of ${this.image} lacks ${unlisted.length} that the registry does not report as deleted, such as ${first}, so it may lack others.`,
    };
  }

  /**
   * A listed tag that the registry reports as missing is unknown, unless it is
   * no longer listed.
   */
  async #readImages(
    tags: string[],
    signal: AbortSignal,
  ): Promise<RepositoryImage[]> {
    const wanted = tags.filter(isImageTag);
    const images = await this.#images.readAll(wanted, signal);
    const read = new Set(images.map(({ tag }) => tag));
    const missing = wanted.filter(tag => !read.has(tag));
    const contradictory = await findListed(this.#client, missing, signal);
    return [
      ...images,
      ...contradictory.map(tag => ({
        tag,
        labels: {},
        platforms: [],
        error: `${this.image}:${tag} is listed, but the registry says that it does not exist; delete the tag or push its image again`,
      })),
    ];
  }

  #withReferrers(image: RepositoryImage): RepositoryImage {
    const referrers = this.#referrers.of(image);
    return referrers ? { ...image, referrers } : image;
  }
}
