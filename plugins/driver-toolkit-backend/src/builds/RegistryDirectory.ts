import type { Image } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createImageRepository,
  parseImageReference,
  resolveDigest,
  type ContentCache,
  type DriverToolkitConfig,
  type TagLookup,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { RegistryAccess } from '../builders/Builder';
import { BuildFailedError } from '../builders/BuildFailedError';

/** Knows how each registry that builds pull from or push to is reached. */
export class RegistryDirectory {
  readonly #access: RegistryAccess[];
  readonly #cache: ContentCache;

  constructor(config: DriverToolkitConfig, cache: ContentCache) {
    this.#cache = cache;
    this.#access = [
      ...config.imageRepositories.map(({ image, credentials, insecure }) => ({
        prefix: image,
        credentials,
        insecure,
      })),
      ...config.drivers.repositories,
    ];
  }

  /** Access to an image by its longest configured prefix, else by its registry's. */
  accessTo(reference: string): RegistryAccess {
    const { registry, repository } = parseImageReference(reference);
    const image = `${registry}/${repository}`;
    const [closest] = this.#access
      .filter(
        ({ prefix }) => image === prefix || image.startsWith(`${prefix}/`),
      )
      .sort((a, b) => b.prefix.length - a.prefix.length);
    return (
      closest ?? {
        prefix: image,
        // Plain HTTP belongs to the registry, credentials only to their prefix.
        insecure: this.#access.some(
          ({ prefix, insecure }) =>
            insecure && `${prefix}/`.startsWith(`${registry}/`),
        ),
      }
    );
  }

  /**
   * What a tag names now.
   *
   * @throws BuildFailedError when the registry says that there is no such tag;
   * the registry's own error when it does not say
   */
  async digestOf(reference: string, signal: AbortSignal): Promise<string> {
    const { credentials, insecure } = this.accessTo(reference);
    const digest = await resolveDigest(reference, {
      credentials,
      insecure,
      signal,
    });
    if (!digest) {
      throw new BuildFailedError(`${reference} is not in its registry.`);
    }
    return digest;
  }

  /**
   * Reads back what was pushed.
   *
   * @throws BuildFailedError when the registry has something else, or nothing
   */
  async confirm(
    reference: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Pick<Image, 'digest' | 'platforms'>> {
    const { registry, repository, tag } = parseImageReference(reference);
    const image = `${registry}/${repository}`;
    const access = this.accessTo(reference);
    const answer = await createImageRepository(
      {
        id: 'read-back',
        title: image,
        image,
        kernelSources: [],
        push: true,
        schedule: { frequency: { days: 1 }, timeout: { minutes: 1 } },
        credentials: access.credentials,
        insecure: access.insecure,
      },
      { cache: this.#cache },
    ).readTag(tag!, { signal });
    if (answer.state === 'present' && answer.image.digest === digest) {
      return answer.image;
    }
    throw new BuildFailedError(
      `${reference} was pushed as ${digest}, but on reading it back it ${describe(
        answer,
      )}.`,
    );
  }
}

function describe(answer: TagLookup): string {
  switch (answer.state) {
    case 'present':
      return `names ${answer.image.digest}`;
    case 'absent':
      return 'is not there';
    default:
      return `cannot be told: ${answer.reason}`;
  }
}
