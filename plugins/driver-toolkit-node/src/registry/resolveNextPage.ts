import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../http/describeUrl';
import { parseNextLink } from './parseNextLink';

/**
 * The next page from a `Link` header.
 *
 * @throws ServiceUnavailableError if it is not at the same registry.
 */
export function resolveNextPage(
  from: URL,
  header: string | undefined,
): URL | undefined {
  const target = parseNextLink(header);
  if (target === undefined) {
    return undefined;
  }
  if (!URL.canParse(target, from.href)) {
    throw new ServiceUnavailableError(
      `${describeUrl(from)} names an invalid address as its next page`,
    );
  }
  const next = new URL(target, from);
  if (next.origin !== from.origin) {
    throw new ServiceUnavailableError(
      `${describeUrl(from)} continues at ${
        next.origin
      }, which is refused: the next page must be at the same registry`,
    );
  }
  return next;
}
