import { NotFoundError, toError } from '@backstage/errors';
import type { HttpClient } from '../../../http/HttpClient';
import { printableText } from '../../../http/printableText';
import { TransientError } from '../../../http/TransientError';
import { fetchFile } from '../repodata/fetchFile';
import { describeLocation } from './describeLocation';
import type { MirrorList } from './MirrorList';
import { parseMetalink } from './parseMetalink';
import { parseMirrorlist } from './parseMirrorlist';
import type { RepositoryLocation } from './RepositoryLocation';

const MAX_LIST_BYTES = 1024 * 1024;
/** Characters of an error message, which may quote the list. */
const MAX_SHOWN = 300;

/**
 * The mirrors of a repository; the address itself if it is configured directly.
 *
 * @throws NotFoundError if the repository does not exist.
 */
export async function readMirrorList(
  location: RepositoryLocation,
  http: HttpClient,
  signal: AbortSignal,
): Promise<MirrorList> {
  if (location.kind === 'url') {
    return { mirrors: [location.url], namedBy: location.url };
  }
  const response = await fetchFile(http, location.url, {
    kind: 'mirrors',
    name: describeLocation(location),
    signal,
  });
  const content = await response.bytes(MAX_LIST_BYTES);
  try {
    const list =
      location.kind === 'metalink'
        ? parseMetalink(content)
        : parseMirrorlist(content.toString(), location);
    return { ...list, namedBy: location.url };
  } catch (error) {
    const message = printableText(toError(error).message, MAX_SHOWN);
    if (error instanceof NotFoundError) {
      throw new NotFoundError(
        `${describeLocation(location)} lists no mirrors: ${message}`,
      );
    }
    throw new TransientError(
      `${describeLocation(location)} is no ${location.kind}: ${message}`,
      { cause: error },
    );
  }
}
