import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { describeUrl } from '../http/describeUrl';
import { parseJson } from './parseJson';
import { resolveNextPage } from './resolveNextPage';
import type { RegistryTransport } from './RegistryTransport';

const PAGE_SIZE = 1000;
const MAX_PAGES = 10_000;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const MAX_TAGS = 200_000;
/** What a tag may be; nothing else can be asked for. */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

const tagPage = z.looseObject({ tags: z.array(z.string()).nullish() });

/**
 * All tags of a repository, each once, page by page to the last
 * (distribution-spec, "Listing Tags"); undefined where the registry says that
 * there is no such repository.
 */
export async function listTags(
  transport: RegistryTransport,
  repository: string,
  signal: AbortSignal,
): Promise<string[] | undefined> {
  const tags = new Set<string>();
  const visited = new Set<string>();
  let next: URL | undefined = new URL(
    `/v2/${repository}/tags/list?n=${PAGE_SIZE}`,
    transport.origin,
  );
  while (next) {
    if (visited.has(next.href) || visited.size === MAX_PAGES) {
      throw new ServiceUnavailableError(
        `${describeUrl(
          next,
        )} does not come to an end: its pages go in a circle or are more than ${MAX_PAGES}`,
      );
    }
    visited.add(next.href);
    const page = await readPage(transport, repository, next, signal);
    if (!page) {
      return undefined;
    }
    page.tags.filter(tag => TAG.test(tag)).forEach(tag => tags.add(tag));
    if (tags.size > MAX_TAGS) {
      throw new ServiceUnavailableError(
        `${describeUrl(
          next,
        )} lists more than ${MAX_TAGS} tags, which is refused`,
      );
    }
    next = resolveNextPage(next, page.link);
  }
  return [...tags];
}

async function readPage(
  transport: RegistryTransport,
  repository: string,
  url: URL,
  signal: AbortSignal,
): Promise<{ tags: string[]; link?: string } | undefined> {
  return await transport.exchange(
    { method: 'GET', repository, url, accept: 'application/json', signal },
    {
      found: async response => {
        const body = await response.bytes(MAX_PAGE_BYTES);
        const page = tagPage.safeParse(parseJson(body.toString('utf8')));
        if (!page.success) {
          throw new ServiceUnavailableError(
            `${describeUrl(
              url,
            )} did not answer with a list of tags; check the image's registry`,
          );
        }
        return { tags: page.data.tags ?? [], link: response.header('link') };
      },
      // Any web server says 404; only one that says it the registries' way is believed.
      notFound: ({ codes, error }) => {
        if (codes.length === 0) {
          throw error;
        }
        return undefined;
      },
    },
  );
}
