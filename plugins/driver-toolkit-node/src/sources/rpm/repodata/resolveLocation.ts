import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../../http/describeUrl';
import type { PrimaryLocation } from './parseRepomd';

/**
 * Resolves the address of a repository's file.
 *
 * @remarks
 * Only an `xml:base` may point to another host, a path may not; neither may
 * leave https.
 */
export function resolveLocation(
  repository: URL,
  { href, base }: Pick<PrimaryLocation, 'href' | 'base'>,
): URL {
  const start =
    base !== undefined && URL.canParse(base, repository.href)
      ? new URL(base, repository)
      : repository;
  const target = URL.canParse(href, start.href)
    ? new URL(href, start)
    : undefined;
  const protocols =
    repository.protocol === 'https:' ? ['https:'] : ['http:', 'https:'];
  if (
    !target ||
    target.origin !== start.origin ||
    !protocols.includes(target.protocol)
  ) {
    throw new ServiceUnavailableError(
      `${describeUrl(
        repository,
      )} names a list of packages at another host or by another protocol, which is refused`,
    );
  }
  return target;
}
