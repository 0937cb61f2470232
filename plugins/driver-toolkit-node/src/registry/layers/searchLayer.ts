import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { InputError, toError } from '@backstage/errors';
import { extract, type Extract } from 'tar-stream';
import { decompress } from '../../compression/decompress';
import { TooLargeError } from '../../http/TooLargeError';
import { foldersOf, normalizeLayerPath, whiteoutsOf } from './layerPath';
import { refuseOtherFormats } from './refuseOtherFormats';
import { WatchedSource } from './WatchedSource';

const MAX_OPEN_BYTES = 1024 ** 3;
const MAX_FILE_BYTES = 8 * 1024 ** 2;
const MAX_ENTRIES = 500_000;
const FILES = ['file', 'contiguous-file'];

type Entry = Extract extends AsyncIterable<infer TEntry> ? TEntry : never;

/** What a layer says of a file. */
export type LayerSearch =
  | { state: 'found'; content: Buffer }
  /** It takes the file of the layers below away. */
  | { state: 'removed' }
  /** The layers below may have it. */
  | { state: 'untouched' };

/**
 * Looks for a file in a layer, compressed or not, and stops reading where it is
 * found. Nothing is ever written to a disk, whatever the entries are called.
 *
 * @throws InputError where the layer is no archive, TooLargeError where it is
 * larger than any honest one. Failures of the chunks pass unchanged.
 */
export async function searchLayer(
  chunks: AsyncIterable<Buffer>,
  path: string,
): Promise<LayerSearch> {
  const archive = extract();
  const source = new WatchedSource(
    decompress(refuseOtherFormats(chunks), { maxBytes: MAX_OPEN_BYTES }),
  );
  // Either end that fails or stops ends the other; what failed is thrown below.
  pipeline(Readable.from(source), archive, () => undefined);
  try {
    return await searchEntries(archive, path);
  } catch (error) {
    if (source.failure) {
      throw source.failure.error;
    }
    if (error instanceof InputError || error instanceof TooLargeError) {
      throw error;
    }
    throw new InputError(
      `It is not a valid tar archive: ${toError(error).message}`,
    );
  }
}

async function searchEntries(
  archive: AsyncIterable<Entry>,
  path: string,
): Promise<LayerSearch> {
  const whiteouts = whiteoutsOf(path);
  const folders = foldersOf(path);
  let removed = false;
  let entries = 0;
  for await (const entry of archive) {
    entries += 1;
    if (entries > MAX_ENTRIES) {
      throw new TooLargeError(
        `It has more than ${MAX_ENTRIES} entries, which is refused`,
      );
    }
    const { name, type } = entry.header;
    const entryPath = normalizeLayerPath(name);
    if (entryPath === path && FILES.includes(type)) {
      return { state: 'found', content: await readFile(entry, path) };
    }
    if (entryPath === path && type !== 'directory') {
      throw new InputError(`Its ${path} is a ${type}, not a regular file`);
    }
    // A file or a link where a folder was hides what the folder held.
    removed ||=
      entryPath === path ||
      (entryPath !== undefined && whiteouts.has(entryPath)) ||
      (entryPath !== undefined &&
        folders.has(entryPath) &&
        type !== 'directory');
    entry.resume();
  }
  return { state: removed ? 'removed' : 'untouched' };
}

async function readFile(entry: Entry, path: string): Promise<Buffer> {
  if (entry.header.size > MAX_FILE_BYTES) {
    throw new TooLargeError(
      `Its ${path} is larger than ${MAX_FILE_BYTES} bytes, which is refused`,
    );
  }
  return await buffer(entry as AsyncIterable<Buffer>);
}
