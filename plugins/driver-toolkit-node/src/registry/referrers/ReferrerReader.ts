import { ServiceUnavailableError } from '@backstage/errors';
import type { ImageReferrer } from '../ImageRepository';
import { parseManifest } from '../manifests';
import type { RegistryClient } from '../RegistryClient';
import { describeAttached } from './describeAttached';
import { describeReferrer } from './describeReferrer';

/** The most attachments per image; others are ignored. */
const MAX_REFERRERS = 100;
/** How long the result "no referrers API" is cached. */
const UNSUPPORTED_FOR = 24 * 60 * 60_000;

/**
 * Reads the attachments of images in one repository, with the method that its
 * registry supports.
 *
 * @remarks
 * After a first list, the registry counts as having the API for the lifetime of
 * this object: any other answer, also of a proxy in front of it, is a failure,
 * never an empty list.
 */
export class ReferrerReader {
  #unsupportedUntil = 0;
  #isSupported = false;
  #isExpected = false;

  readonly #client: RegistryClient;
  readonly #clock: () => number;

  constructor(client: RegistryClient, clock: () => number) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Makes a "no" need two requests: an earlier process has seen lists. */
  expectSupport(): void {
    this.#isExpected = true;
  }

  /** Detects with one request whether the registry has a referrers API. */
  async prepare(digest: string, signal: AbortSignal): Promise<void> {
    if (!this.#isSupported && this.#unsupportedUntil <= this.#clock()) {
      await this.#askApi(digest, signal);
    }
  }

  /**
   * The attachments of an image, in a stable order.
   *
   * @param tags - The tags that attach something to it.
   * @throws if the registry gives no usable answer
   */
  async read(
    digest: string,
    tags: string[],
    signal: AbortSignal,
  ): Promise<ImageReferrer[]> {
    const listed = this.#isSupported
      ? await this.#askApi(digest, signal)
      : undefined;
    // A registry with the API includes the entries of its referrers tags.
    const own = listed ? tags.filter(tag => !isReferrersTag(tag)) : tags;
    const tagged = await Promise.all(
      own.map(tag => this.#readTag(tag, signal)),
    );
    const all = [...(listed ?? []), ...tagged.flat()];
    const byDigest = new Map(all.map(referrer => [referrer.digest, referrer]));
    return [...byDigest.values()]
      .sort((a, b) => (a.digest < b.digest ? -1 : 1))
      .slice(0, MAX_REFERRERS);
  }

  async #askApi(
    digest: string,
    signal: AbortSignal,
  ): Promise<ImageReferrer[] | undefined> {
    const ask = () => this.#client.listReferrers(digest, signal);
    const listed =
      (await ask()) ?? (this.#isExpected ? await ask() : undefined);
    if (listed) {
      this.#isSupported = true;
    } else if (this.#isSupported) {
      throw new ServiceUnavailableError(
        `The registry did not answer with a list of referrers of ${digest}, although it has done so before; it or a proxy in front of it has a problem`,
      );
    } else {
      this.#unsupportedUntil = this.#clock() + UNSUPPORTED_FOR;
    }
    return listed?.map(describeReferrer);
  }

  async #readTag(tag: string, signal: AbortSignal): Promise<ImageReferrer[]> {
    const fetched = await this.#client.getManifest(tag, signal);
    if (!fetched) {
      return [];
    }
    const { digest, mediaType, content } = fetched;
    const parsed = parseManifest(content, digest);
    if ('index' in parsed) {
      return parsed.index.manifests.map(describeReferrer);
    }
    const size = Buffer.byteLength(content);
    return [
      describeAttached(parsed.manifest, { tag, digest, mediaType, size }),
    ];
  }
}

/** Whether it is a list of referrers, not cosign's. */
function isReferrersTag(tag: string): boolean {
  return !tag.includes('.');
}
