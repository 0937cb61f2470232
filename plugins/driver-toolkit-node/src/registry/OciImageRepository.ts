import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ImageRepositoryConfig } from '../config/types';
import { describeImage } from './describeImage';
import { DigestContent } from './DigestContent';
import type {
  ContentCache,
  ImageRepository,
  RepositoryImage,
  RepositoryReading,
  TagLookup,
} from './ImageRepository';
import { isImageTag } from './isImageTag';
import { parseImageReference } from './parseImageReference';
import { readPlatforms } from './readPlatforms';
import { RegistryClient } from './RegistryClient';
import type { RetryPolicy } from '../http/withRetries';

/** A repository of any registry that follows the OCI distribution specification. */
export class OciImageRepository implements ImageRepository {
  readonly id: string;
  readonly type = 'oci';
  readonly title: string;
  readonly image: string;
  private readonly client: RegistryClient;
  private readonly content: DigestContent;

  constructor(
    config: ImageRepositoryConfig,
    options: { cache: ContentCache; retryPolicy?: RetryPolicy },
  ) {
    const { registry, repository } = parseImageReference(config.image);
    this.id = config.id;
    this.title = config.title;
    this.image = config.image;
    this.client = new RegistryClient(
      {
        registry,
        credentials: config.credentials,
        insecure: config.insecure,
        retryPolicy: options.retryPolicy,
      },
      repository,
    );
    this.content = new DigestContent(this.client, options.cache);
  }

  async read(options: {
    signal: AbortSignal;
    logger: LoggerService;
  }): Promise<RepositoryReading> {
    const { signal, logger } = options;
    const tags = await this.client.listTags(signal);
    if (!tags) {
      return {
        images: [],
        warnings: [`${this.image} does not exist yet: no image is in it.`],
      };
    }
    const failures: Error[] = [];
    const imageTags = [...new Set(tags.filter(isImageTag))];
    const images = await Promise.all(
      imageTags.map(async tag => {
        try {
          return await this.readImage(tag, signal);
        } catch (thrown) {
          signal.throwIfAborted();
          const error = toError(thrown);
          logger.debug(`${this.image}:${tag} could not be read`, error);
          failures.push(error);
          return unreadable(tag, error);
        }
      }),
    );
    // Not one good answer: this says something about the registry, not about its images.
    if (failures.length > 0 && failures.length === images.length) {
      throw failures[0];
    }
    const present = images.filter(image => image !== undefined);
    return { images: present, warnings: this.warnOfUnread(present) };
  }

  async readTag(
    tag: string,
    { signal }: { signal: AbortSignal },
  ): Promise<TagLookup> {
    if (!isImageTag(tag)) {
      return { state: 'unknown', reason: `'${tag}' is not a tag of an image.` };
    }
    try {
      const image = await this.readImage(tag, signal);
      return image ? { state: 'present', image } : { state: 'absent' };
    } catch (error) {
      return { state: 'unknown', reason: toError(error).message };
    }
  }

  private warnOfUnread(images: RepositoryImage[]): string[] {
    const [first, ...others] = images.flatMap(({ error }) => error ?? []);
    if (first === undefined) {
      return [];
    }
    const count = others.length + 1;
    return [
      `Details of ${count} of the ${images.length} tags of ${this.image} could not be read: ${first}`,
    ];
  }

  /** Undefined where the tag is gone; an `error` where it is there but its details are not. */
  private async readImage(
    tag: string,
    signal: AbortSignal,
  ): Promise<RepositoryImage | undefined> {
    const head = await this.client.headManifest(tag, signal);
    if (!head) {
      return undefined;
    }
    const { digest, mediaType } = head;
    try {
      const platforms = await readPlatforms(this.content, digest, signal);
      return { tag, digest, mediaType, ...describeImage(platforms) };
    } catch (error) {
      signal.throwIfAborted();
      return { ...unreadable(tag, toError(error)), digest, mediaType };
    }
  }
}

function unreadable(tag: string, error: Error): RepositoryImage {
  return { tag, labels: {}, platforms: [], error: error.message };
}
