import { NotFoundError, toError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import { TransientError } from '../../http/TransientError';
import type { Attempt } from '../Attempt';
import { parseNextLink } from '../parseNextLink';
import { RegistryBusyError } from '../RegistryBusyError';
import type { RegistryTransport } from '../RegistryTransport';
import { resolveNextPage } from '../resolveNextPage';
import {
  PAGE_SIZE,
  readTagPage,
  type TagPage,
  type TagQuery,
} from './readTagPage';

/** Page sizes at which registries cut lists by default. */
const USUAL_LIMITS = [50, 100, 250, 500, 1000, 2000, 5000, 10_000];
/** The factor for requesting more tags if a registry repeats the same ones. */
const MORE = 10;

/** The page after another one, if any. */
export interface NextPage {
  page?: TagPage;
  /** Why there may still be one, as a sentence. */
  doubt?: string;
}

/** Reads the page after a page of a list. */
export class NextPageReader {
  #knowsLinks = false;

  readonly #transport: RegistryTransport;
  readonly #query: TagQuery;
  readonly #isNew: (page: TagPage) => boolean;

  /** @param isNew - Whether a page has a tag that earlier pages lack. */
  constructor(
    transport: RegistryTransport,
    query: TagQuery,
    isNew: (page: TagPage) => boolean,
  ) {
    this.#transport = transport;
    this.#query = query;
    this.#isNew = isNew;
  }

  /**
   * Continues if a page has a `Link`, or if it may have been cut without one.
   *
   * @throws if an announced page cannot be read
   */
  async read(from: TagPage): Promise<NextPage> {
    const target = parseNextLink(from.link);
    if (target !== undefined) {
      this.#knowsLinks = true;
      return { page: await this.#followLink(from, target) };
    }
    return this.#isPerhapsCut(from) ? await this.#askOn(from) : {};
  }

  async #followLink(from: TagPage, target: string): Promise<TagPage> {
    const own = ownPage(from.url, target);
    const page = own && (await this.#attempt(own));
    if (page && 'value' in page && !this.#isRepetition(page.value)) {
      return page.value;
    }
    const url = resolveNextPage(from.url, from.link)!;
    const next = await readTagPage(this.#transport, this.#query, url);
    if (!next) {
      throw new NotFoundError(
        `${describeUrl(url)} does not exist, although it should continue the ${
          from.tags.length
        } tags of the page before`,
      );
    }
    return next;
  }

  async #askOn(from: TagPage): Promise<NextPage> {
    const count = from.tags.length;
    const last = from.tags.at(-1)!;
    const asked = sizeOf(from.url);
    let page = await this.#attempt(pageOf(from.url, { n: asked, last }));
    if (this.#isRepeated(page)) {
      if (count !== asked) {
        // The registry has no pages, so these are all.
        return {};
      }
      page = await this.#attempt(pageOf(from.url, { n: asked * MORE }));
    }
    if ('value' in page && !this.#isRepetition(page.value)) {
      return { page: page.value };
    }
    const answer = 'error' in page ? page.error.message : 'it repeats them';
    return {
      doubt: `${describeUrl(
        from.url,
      )} lists exactly ${count} tags, as if it were cut there, and does not say what comes after ${last}: ${answer}.`,
    };
  }

  /** A refusal is an answer; a failure is not. */
  async #attempt(url: URL): Promise<Attempt<TagPage>> {
    try {
      const page = await readTagPage(this.#transport, this.#query, url);
      return page
        ? { value: page }
        : { error: new NotFoundError(`${describeUrl(url)} is not there`) };
    } catch (thrown) {
      this.#query.signal.throwIfAborted();
      const error = toError(thrown);
      if (
        error instanceof TransientError ||
        error instanceof RegistryBusyError
      ) {
        throw error;
      }
      return { error };
    }
  }

  #isPerhapsCut({ url, tags }: TagPage): boolean {
    // A registry that announced one page would announce the next, too.
    const usual = this.#knowsLinks ? [] : USUAL_LIMITS;
    return [sizeOf(url), ...usual].includes(tags.length);
  }

  #isRepeated(page: Attempt<TagPage>): boolean {
    return 'value' in page && this.#isRepetition(page.value);
  }

  #isRepetition(page: TagPage): boolean {
    return page.tags.length > 0 && !this.#isNew(page);
  }
}

/**
 * The query of a `Link` at the requested path; undefined if the `Link` already
 * has that path. Proxies and virtual repositories do not know their external
 * path.
 */
function ownPage(from: URL, target: string): URL | undefined {
  const url = URL.canParse(target, from.href)
    ? new URL(target, from)
    : undefined;
  const isOwn = url?.origin === from.origin && url.pathname === from.pathname;
  return !url || isOwn || url.search === ''
    ? undefined
    : new URL(`${from.pathname}${url.search}`, from.origin);
}

/** The requested page size. */
function sizeOf(url: URL): number {
  return Number(url.searchParams.get('n')) || PAGE_SIZE;
}

function pageOf(from: URL, query: { n: number; last?: string }): URL {
  const url = new URL(from.pathname, from.origin);
  for (const [name, value] of Object.entries(query)) {
    url.searchParams.set(name, `${value}`);
  }
  return url;
}
