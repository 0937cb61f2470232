import { ServiceUnavailableError } from '@backstage/errors';
import type { MirrorList } from './MirrorList';
import {
  substituteArchitecture,
  type RepositoryLocation,
} from './RepositoryLocation';
import { requireKnown } from './requireKnown';

/**
 * Reads a list of mirrors: an address a line, comments after `#`.
 *
 * @remarks
 * Nothing proves what a mirror of such a list gives, so a list that came by
 * https makes do with mirrors by https.
 *
 * @throws NotFoundError where the list says that there is no such repository.
 */
export function parseMirrorlist(
  text: string,
  { url, architecture }: RepositoryLocation,
): Omit<MirrorList, 'namedBy'> {
  const protocols =
    url.protocol === 'https:' ? ['https:'] : ['https:', 'http:'];
  const mirrors = text
    .split('\n')
    .map(line => substituteArchitecture(line.trim(), architecture))
    .filter(line => /^https?:\/\//.test(line) && URL.canParse(line))
    .map(line => new URL(line.endsWith('/') ? line : `${line}/`))
    .filter(({ protocol }) => protocols.includes(protocol));
  if (mirrors.length === 0) {
    requireKnown(text);
    throw new ServiceUnavailableError(
      `It has no mirror that can be reached by ${protocols.join(' or ')}`,
    );
  }
  return { mirrors };
}
