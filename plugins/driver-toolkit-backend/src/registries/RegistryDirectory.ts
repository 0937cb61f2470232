import {
  describeUnread,
  type Image,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  matchDriverPrefix,
  openRepository,
  parseImageReference,
  readRegistryCredentials,
  type Artifact,
  type AttachedArtifact,
  type ContentCache,
  type DriverToolkitConfig,
  type ImageDeletion,
  type ImageSignature,
  type OpenRepository,
  type RegistryLogin,
  type RepositoryAccess,
  type TaggedImage,
  type TagLookup,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** Registry credentials and transport, as configured. */
interface Entry extends RepositoryAccess {
  /** Registry, with or without a path; a template for some drivers' images. */
  prefix: string;
  insecure: boolean;
}

/**
 * Knows transport and credentials of each registry that builds pull from or
 * push to.
 */
export class RegistryDirectory {
  readonly #entries: Entry[];
  readonly #pullSecrets: ReadonlyMap<string, string>;
  readonly #cache: ContentCache;

  constructor(config: DriverToolkitConfig, cache: ContentCache) {
    this.#cache = cache;
    this.#entries = [
      ...config.imageRepositories.map(({ image, ...entry }) => ({
        ...entry,
        prefix: image,
      })),
      ...config.drivers.repositories,
    ];
    this.#pullSecrets = new Map(
      config.kernelSources.flatMap((source): [string, string][] =>
        source.type === 'openshift' && source.pullSecret !== undefined
          ? [[source.id, source.pullSecret]]
          : [],
      ),
    );
  }

  /**
   * Access to an image by its longest configured prefix, or else by its
   * registry.
   *
   * @param options - `source`: the kernel source that named the image, whose
   * pull secret is used if no prefix matches; `pushes`: whether the image is
   * pushed, so that an invalid account in an auth file is an error
   * @throws InputError if an auth file cannot be read
   */
  async accessTo(
    reference: string,
    options: { source?: string; pushes?: boolean } = {},
  ): Promise<RegistryLogin> {
    const { source, pushes } = options;
    const entry = this.#entryOf(reference);
    const authFile =
      entry.authFile ??
      (entry.credentials || source === undefined
        ? undefined
        : this.#pullSecrets.get(source));
    return {
      prefix: entry.prefix,
      insecure: entry.insecure,
      credentials: await readRegistryCredentials(
        reference,
        { credentials: entry.credentials, authFile },
        { isNeeded: pushes },
      ),
    };
  }

  #entryOf(reference: string): Entry {
    const { registry, repository } = parseImageReference(reference);
    const image = `${registry}/${repository}`;
    const [closest] = this.#entries
      .flatMap(entry => {
        const prefix = matchDriverPrefix(entry.prefix, image);
        return prefix === undefined ? [] : [{ ...entry, prefix }];
      })
      .sort((x, y) => y.prefix.length - x.prefix.length);
    return (
      closest ?? {
        prefix: image,
        // Plain HTTP applies to the whole registry, credentials only to their
        // prefix.
        insecure: this.#entries.some(
          ({ prefix, insecure }) =>
            insecure && `${prefix}/`.startsWith(`${registry}/`),
        ),
      }
    );
  }

  /**
   * The digest that a tag names now.
   *
   * @throws BuildFailedError if the registry says that the tag does not exist
   * @throws the registry's own error if it gives no answer
   */
  async digestOf(reference: string, signal: AbortSignal): Promise<string> {
    const digest = await this.#open(reference).resolve({ signal });
    if (!digest) {
      throw new BuildFailedError(
        `${reference} does not exist in its registry.`,
      );
    }
    return digest;
  }

  /**
   * Attaches an artifact to a pushed image.
   *
   * @throws the registry's error if it refused
   */
  async attach(
    image: { reference: string; digest: string },
    artifact: Artifact,
    signal: AbortSignal,
  ): Promise<AttachedArtifact> {
    return await this.#open(image.reference).attach(image.digest, artifact, {
      signal,
    });
  }

  /**
   * Adds a signature or an attestation to a pushed image.
   *
   * @param options - `isSigned` as in `sign` of an open repository
   * @returns the digest of the manifest that has it
   * @throws the registry's error if it refused
   */
  async sign(
    image: { reference: string; digest: string },
    signature: ImageSignature,
    options: Parameters<OpenRepository['sign']>[2],
  ): Promise<{ digest: string }> {
    const digest = await this.#open(image.reference).sign(
      image.digest,
      signature,
      options,
    );
    return { digest };
  }

  /**
   * Deletes tags with their images, except images that other tags need.
   *
   * @throws the registry's error; then nothing is deleted
   */
  async deleteImages(
    image: string,
    images: readonly TaggedImage[],
    signal: AbortSignal,
  ): Promise<ImageDeletion[]> {
    return await this.#open(image).delete(images, { signal });
  }

  /**
   * The images of a tag's platforms; empty if the tag does not exist. Images
   * that could not be read have an `error`.
   *
   * @throws BuildFailedError if the registry gives no answer
   */
  async platformsOf(
    reference: string,
    signal: AbortSignal,
  ): Promise<Image['platforms']> {
    const answer = await this.#readTag(reference, signal);
    if (answer.state === 'absent') {
      return [];
    }
    const reason =
      answer.state === 'unknown' ? answer.reason : answer.image.error;
    if (answer.state === 'unknown' || answer.image.error !== undefined) {
      throw new BuildFailedError(
        `Nothing is pushed, because it is unknown which architectures ${reference} has images for: ${reason}`,
        { transient: true },
      );
    }
    return answer.image.platforms;
  }

  /**
   * The labels of one image in a repository.
   *
   * @param image - `digest` of a manifest, not of a list
   * @throws the registry's own error if it gives no answer
   */
  async labelsOf(
    { reference, digest }: { reference: string; digest: string },
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    return this.#open(reference).labels(digest, { signal });
  }

  /**
   * Reads back a pushed image.
   *
   * @throws BuildFailedError if the registry has something else or nothing
   */
  async confirm(
    reference: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Pick<Image, 'digest' | 'platforms'>> {
    const answer = await this.#readTag(reference, signal);
    if (answer.state === 'present' && answer.image.digest === digest) {
      const unread = answer.image.platforms.find(
        platform => platform.error !== undefined,
      );
      const reason = answer.image.error ?? (unread && describeUnread(unread));
      if (reason !== undefined) {
        throw new BuildFailedError(
          `${reference} was pushed as ${digest}, but its description cannot be read back: ${reason}.`,
          { transient: true },
        );
      }
      return answer.image;
    }
    throw new BuildFailedError(
      `${reference} was pushed as ${digest}, but the tag ${describe(answer)}.`,
      // An unreachable registry is a transient failure; its answers are final.
      { transient: answer.state === 'unknown' },
    );
  }

  async #readTag(reference: string, signal: AbortSignal): Promise<TagLookup> {
    const { tag } = parseImageReference(reference);
    return this.#open(reference).readTag(tag!, { signal });
  }

  #open(reference: string): OpenRepository {
    return openRepository(reference, this.#entryOf(reference), {
      cache: this.#cache,
    });
  }
}

function describe(answer: TagLookup): string {
  switch (answer.state) {
    case 'present':
      return `names ${answer.image.digest}`;
    case 'absent':
      return 'does not exist';
    default:
      return `cannot be read back: ${answer.reason}`;
  }
}
