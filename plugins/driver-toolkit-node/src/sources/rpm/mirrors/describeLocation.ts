import { describeUrl } from '../../../http/describeUrl';
import type { RepositoryLocation } from './RepositoryLocation';

/** Parameters that identify a list of mirrors; others may be secrets. */
export const TELLING_PARAMETERS = ['repo', 'release', 'path', 'arch'];

/** A repository's address, for a message. */
export function describeLocation({ kind, url }: RepositoryLocation): string {
  if (kind === 'url') {
    return describeUrl(url);
  }
  const parameters = TELLING_PARAMETERS.flatMap(name =>
    url.searchParams.getAll(name).map(value => `${name}=${value}`),
  );
  return (
    describeUrl(url) + (parameters.length ? `?${parameters.join('&')}` : '')
  );
}
