import type { StoredImage } from '../../database/index/ImageStore';

/** Label of a toolkit image: the digest of its Containerfile. */
export const LABEL_CONTAINERFILE_DIGEST = 'driver-toolkit.containerfile.digest';
/** image-spec, "Pre-Defined Annotation Keys". */
export const LABEL_BASE_NAME = 'org.opencontainers.image.base.name';
export const LABEL_BASE_DIGEST = 'org.opencontainers.image.base.digest';

/** The inputs that toolkit images would be built from now. */
export class ToolkitInputs {
  readonly #baseImageOf: (source: string) => string;
  readonly #digests: ReadonlyMap<string, string>;
  readonly #containerfile: string;

  /**
   * @param options - `digests`: known digests by the name of the base image or
   * Containerfile
   */
  constructor(options: {
    baseImageOf: (source: string) => string;
    containerfile: string;
    digests: ReadonlyMap<string, string>;
  }) {
    this.#baseImageOf = options.baseImageOf;
    this.#containerfile = options.containerfile;
    this.#digests = options.digests;
  }

  /** All known digests, which may change while the backend runs. */
  get digests(): Array<[name: string, digest: string]> {
    return [...this.#digests].sort();
  }

  /**
   * The inputs that a source's images would be built from now; unknown digests
   * are missing.
   */
  of(source: string): {
    baseImage: string;
    baseDigest?: string;
    containerfileDigest?: string;
  } {
    const baseImage = this.#baseImageOf(source);
    return {
      baseImage,
      baseDigest: this.#digests.get(baseImage),
      containerfileDigest: this.#digests.get(this.#containerfile),
    };
  }

  /**
   * Why an image would come out differently if it were built now.
   *
   * @remarks
   * Only known values are compared: an image without the labels or an input
   * that could not be read is not a change.
   *
   * @returns undefined if no change is known
   */
  staleness(
    { labels }: Pick<StoredImage, 'labels'>,
    source: string,
  ): string[] | undefined {
    const baseImage = this.#baseImageOf(source);
    const reasons: string[] = [];
    const builtOn = labels[LABEL_BASE_NAME];
    if (builtOn !== undefined && builtOn !== baseImage) {
      reasons.push(
        `It was built on ${builtOn}; the base image is ${baseImage} now.`,
      );
    } else if (
      differs(labels[LABEL_BASE_DIGEST], this.#digests.get(baseImage))
    ) {
      reasons.push(`The base image ${baseImage} has changed since.`);
    }
    if (
      differs(
        labels[LABEL_CONTAINERFILE_DIGEST],
        this.#digests.get(this.#containerfile),
      )
    ) {
      reasons.push("The toolkit's Containerfile has changed since.");
    }
    return reasons.length > 0 ? reasons : undefined;
  }
}

function differs(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}
