import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import { parseManifest, type Descriptor } from '../manifests';
import { OCI_INDEX } from '../mediaTypes';
import type { RegistryTransport } from '../RegistryTransport';
import { resolveNextPage } from '../resolveNextPage';

const MAX_PAGES = 20;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
/** Answers of registries without the API, apart from 404. */
const NOT_SUPPORTED = [400, 404, 405, 406, 410, 501];

/**
 * All referrers of a manifest (distribution-spec, "Listing Referrers");
 * undefined if the registry does not have the API and answers with an error or
 * with something other than a list.
 *
 * @throws ServiceUnavailableError if that happens after the first page
 */
export async function listReferrers(
  transport: RegistryTransport,
  query: { repository: string; digest: string; signal: AbortSignal },
): Promise<Descriptor[] | undefined> {
  const { repository, digest, signal } = query;
  const referrers: Descriptor[] = [];
  let next: URL | undefined = new URL(
    `/v2/${repository}/referrers/${digest}`,
    transport.origin,
  );
  for (let pages = 0; next; pages++) {
    if (pages === MAX_PAGES) {
      throw new ServiceUnavailableError(
        `${describeUrl(
          next,
        )} has more than ${MAX_PAGES} pages, which is refused`,
      );
    }
    const url: URL = next;
    const page = await transport.exchange(
      { method: 'GET', repository, url, accept: OCI_INDEX, signal },
      {
        found: async response => ({
          body: (await response.bytes(MAX_PAGE_BYTES)).toString('utf8'),
          link: response.header('link'),
        }),
        notFound: () => undefined,
        notFoundStatuses: NOT_SUPPORTED,
      },
    );
    const entries = page && parseEntries(page.body, digest);
    if (!entries) {
      if (pages === 0) {
        return undefined;
      }
      throw new ServiceUnavailableError(
        `${describeUrl(url)} is incomplete: page ${
          pages + 1
        } of the image's referrers is no list`,
      );
    }
    referrers.push(...entries);
    next = resolveNextPage(url, page.link);
  }
  return referrers;
}

function parseEntries(body: string, digest: string): Descriptor[] | undefined {
  try {
    const parsed = parseManifest(body, digest);
    return 'index' in parsed ? parsed.index.manifests : undefined;
  } catch {
    return undefined;
  }
}
