import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import type { RegistryTransport } from '../RegistryTransport';
import { NextPageReader } from './NextPageReader';
import {
  PAGE_SIZE,
  readTagPage,
  type TagPage,
  type TagQuery,
} from './readTagPage';

const MAX_PAGES = 10_000;
const MAX_TAGS = 200_000;
/** The grammar of tags; nothing else can be requested. */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** The tags of a repository. */
export interface TagList {
  /** Each once. */
  tags: string[];
  /** Why there may be more, as a sentence; undefined if these are all. */
  doubt?: string;
}

/**
 * All tags of a repository, page by page to the last (distribution-spec,
 * "Listing Tags"); undefined if the registry says that the repository does not
 * exist.
 *
 * @throws ServiceUnavailableError if a page is missing: an incomplete list is
 * never returned as complete
 */
export async function listTags(
  transport: RegistryTransport,
  repository: string,
  signal: AbortSignal,
): Promise<TagList | undefined> {
  const query: TagQuery = { repository, signal };
  const tags = new Set<string>();
  const pages = new Set<string>();
  const reader = new NextPageReader(transport, query, candidate =>
    candidate.tags.some(tag => !tags.has(tag)),
  );
  const first = new URL(
    `/v2/${repository}/tags/list?n=${PAGE_SIZE}`,
    transport.origin,
  );
  let page: TagPage | undefined = await readTagPage(transport, query, first);
  if (!page) {
    return undefined;
  }
  for (;;) {
    take(page, tags, pages);
    const next = await reader.read(page);
    if (!next.page) {
      return { tags: [...tags].filter(tag => TAG.test(tag)), ...next };
    }
    page = next.page;
  }
}

function take(
  { url, ...page }: TagPage,
  tags: Set<string>,
  pages: Set<string>,
) {
  if (pages.has(url.href) || pages.size === MAX_PAGES) {
    throw new ServiceUnavailableError(
      `${describeUrl(
        url,
      )} does not end: its pages repeat or exceed ${MAX_PAGES}`,
    );
  }
  pages.add(url.href);
  page.tags.forEach(tag => tags.add(tag));
  if (tags.size > MAX_TAGS) {
    throw new ServiceUnavailableError(
      `${describeUrl(url)} lists more than ${MAX_TAGS} tags, which is refused`,
    );
  }
}
