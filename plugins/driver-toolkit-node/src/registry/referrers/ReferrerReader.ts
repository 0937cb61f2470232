import { ServiceUnavailableError } from '@backstage/errors';
import type { ImageReferrer } from '../ImageRepository';
import { parseManifest } from '../manifests';
import type { RegistryClient } from '../RegistryClient';
import { describeAttached } from './describeAttached';
import { describeReferrer } from './describeReferrer';

/** An image with more attached to it has only these. */
const MAX_REFERRERS = 100;
/** How long a registry without a referrers API is taken to stay without. */
const UNSUPPORTED_FOR = 24 * 60 * 60_000;

/**
 * Asks one repository what is attached to an image, in the way that its
 * registry knows.
 *
 * @remarks
 * A registry that has answered with a list has the API for as long as this
 * lives: what else it answers then, or a proxy in front of it, is a failure,
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

  /** Has a "no" asked for twice: an earlier process has seen lists. */
  expectSupport(): void {
    this.#isExpected = true;
  }

  /** Finds out with one question whether the registry has a referrers API. */
  async prepare(digest: string, signal: AbortSignal): Promise<void> {
    if (!this.#isSupported && this.#unsupportedUntil <= this.#clock()) {
      await this.#askApi(digest, signal);
    }
  }

  /**
   * What is attached to an image, in a stable order.
   *
   * @param tags - Those that attach something to it.
   * @throws where the registry's answer does not say
   */
  async read(
    digest: string,
    tags: string[],
    signal: AbortSignal,
  ): Promise<ImageReferrer[]> {
    const listed = this.#isSupported
      ? await this.#askApi(digest, signal)
      : undefined;
    // A registry with the API includes what its referrers tags list.
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
        `The registry did not answer with a list what refers to ${digest}, although it has done so before; it or a proxy in front of it has a problem`,
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

/** Whether it is a list of referrers rather than one of cosign's. */
function isReferrersTag(tag: string): boolean {
  return !tag.includes('.');
}
