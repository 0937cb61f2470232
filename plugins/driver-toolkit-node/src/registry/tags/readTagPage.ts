import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { describeUrl } from '../../http/describeUrl';
import { askTwice } from '../askTwice';
import { describeErrors } from '../describeRegistryFailure';
import { parseJson } from '../parseJson';
import type { RegistryRequest, RegistryTransport } from '../RegistryTransport';

/** The requested number of tags per page. */
export const PAGE_SIZE = 1000;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/**
 * Only an answer that names its repository may be empty: any other JSON has no
 * tags either.
 */
const tagPage = z.intersection(
  z.union([
    z.looseObject({ tags: z.array(z.string()).min(1) }),
    z.looseObject({ name: z.string(), tags: z.array(z.string()).nullable() }),
  ]),
  z.looseObject({ errors: z.array(z.unknown()).max(0).nullish() }),
);

/** One answer to a request for tags. */
export interface TagPage {
  url: URL;
  tags: string[];
  /** Its `Link` header, if any. */
  link?: string;
}

/** Common options of a list's pages. */
export type TagQuery = Pick<RegistryRequest, 'repository' | 'signal'>;

/**
 * One page of a repository's tags; undefined if the registry says that the
 * repository does not exist. A page without any tag is requested twice, like
 * every "no".
 *
 * @throws ServiceUnavailableError if the answer is no list of tags, with any
 * status
 */
export async function readTagPage(
  transport: RegistryTransport,
  query: TagQuery,
  url: URL,
): Promise<TagPage | undefined> {
  const request: RegistryRequest = {
    ...query,
    method: 'GET',
    url,
    accept: 'application/json',
  };
  const ask = () =>
    askTwice(transport, request, async (response, authorization) => {
      const body = await response.bytes(MAX_PAGE_BYTES);
      return {
        url,
        tags: parseTags(body.toString('utf8'), url, authorization),
        link: response.header('link'),
      };
    });
  const page = await ask();
  return page?.tags.length === 0 ? await ask() : page;
}

function parseTags(
  body: string,
  url: URL,
  authorization: string | undefined,
): string[] {
  const value = parseJson(body);
  const page = tagPage.safeParse(value);
  if (!page.success) {
    const said = describeErrors(value, authorization);
    throw new ServiceUnavailableError(
      `${describeUrl(url)} did not answer with a list of tags${
        said && ` (${said})`
      }; check the image's registry`,
    );
  }
  return page.data.tags ?? [];
}
