import { ServiceUnavailableError } from '@backstage/errors';
import type { MirrorList } from './MirrorList';
import {
  substituteArchitecture,
  type RepositoryLocation,
} from './RepositoryLocation';
import { requireKnown } from './requireKnown';

/**
 * Parses a list of mirrors: one address per line, comments after `#`.
 *
 * @remarks
 * The list has no hashes for verifying mirrors, so a list from https uses only
 * mirrors with https.
 *
 * @throws NotFoundError if the list says that the repository does not exist.
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
