import { buffer } from 'node:stream/consumers';
import { InputError } from '@backstage/errors';
import { TooLargeError } from '../../http/TooLargeError';
import { foldersOf, whiteoutsOf } from './layerPath';
import { walkLayer, type LayerEntry } from './walkLayer';

const MAX_FILE_BYTES = 8 * 1024 ** 2;
const LIMITS = { maxBytes: 1024 ** 3, maxEntries: 500_000 };
const FILES = ['file', 'contiguous-file'];

/** A layer's effect on a file. */
export type LayerSearch =
  | { state: 'found'; content: Buffer }
  /** It removes the file of the layers below. */
  | { state: 'removed' }
  /** The layers below may have it. */
  | { state: 'untouched' };

/**
 * Looks for a file in a layer, compressed or not, and stops when it is found.
 *
 * @throws the errors of {@link walkLayer}
 */
export async function searchLayer(
  chunks: AsyncIterable<Buffer>,
  path: string,
): Promise<LayerSearch> {
  const whiteouts = whiteoutsOf(path);
  const folders = foldersOf(path);
  let removed = false;
  const content = await walkLayer(
    chunks,
    async (entryPath, entry) => {
      const { type } = entry.header;
      if (entryPath === path && FILES.includes(type)) {
        return await readFile(entry, path);
      }
      if (entryPath === path && type !== 'directory') {
        throw new InputError(`Its ${path} is a ${type}, not a regular file`);
      }
      // A file or a link that replaces a folder hides the folder's content.
      removed ||=
        entryPath === path ||
        (entryPath !== undefined && whiteouts.has(entryPath)) ||
        (entryPath !== undefined &&
          folders.has(entryPath) &&
          type !== 'directory');
      return undefined;
    },
    LIMITS,
  );
  if (content) {
    return { state: 'found', content };
  }
  return { state: removed ? 'removed' : 'untouched' };
}

async function readFile(entry: LayerEntry, path: string): Promise<Buffer> {
  if (entry.header.size > MAX_FILE_BYTES) {
    throw new TooLargeError(
      `Its ${path} is larger than ${MAX_FILE_BYTES} bytes, which is refused`,
    );
  }
  return await buffer(entry as AsyncIterable<Buffer>);
}
