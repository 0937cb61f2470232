import { pipeline, Readable } from 'node:stream';
import { InputError, toError } from '@backstage/errors';
import { extract, type Extract } from 'tar-stream';
import { decompress } from '../../compression/decompress';
import { TooLargeError } from '../../http/TooLargeError';
import { normalizeLayerPath } from './layerPath';
import { refuseOtherFormats } from './refuseOtherFormats';
import { WatchedSource } from './WatchedSource';

/** An entry of an archive; its content may be left unread. */
export type LayerEntry = Extract extends AsyncIterable<infer TEntry>
  ? TEntry
  : never;

/** Limits of a decompressed layer, even if its transferred size is small. */
export interface LayerLimits {
  /** Of the archive when it is decompressed. */
  maxBytes: number;
  maxEntries: number;
}

/** The amount read, also of failed layers. */
export class LayerMeter {
  /** Of archives when they are decompressed. */
  bytes = 0;
  entries = 0;
}

/**
 * Walks through a layer's entries, compressed or not, until `visit` returns a
 * value. Nothing is ever written to disk.
 *
 * @param visit - Gets an entry's path in the image's file system; undefined for
 * a path that no real layer has.
 * @throws InputError if the layer is no archive, TooLargeError beyond the
 * limits. Failures of the chunks and of `visit` pass unchanged.
 */
export async function walkLayer<T>(
  chunks: AsyncIterable<Buffer>,
  visit: (
    path: string | undefined,
    entry: LayerEntry,
  ) => Promise<T | undefined> | T | undefined,
  { maxBytes, maxEntries }: LayerLimits,
  meter = new LayerMeter(),
): Promise<T | undefined> {
  const archive = extract();
  const source = new WatchedSource(
    countBytes(decompress(refuseOtherFormats(chunks), { maxBytes }), meter),
  );
  // If either end fails or stops, so does the other; the error is thrown below.
  pipeline(Readable.from(source), archive, () => undefined);
  let entries = 0;
  try {
    for await (const entry of archive as AsyncIterable<LayerEntry>) {
      entries += 1;
      meter.entries += 1;
      if (entries > maxEntries) {
        throw new TooLargeError(
          `It has more than ${maxEntries} entries, which is refused`,
        );
      }
      const result = await visit(normalizeLayerPath(entry.header.name), entry);
      if (result !== undefined) {
        return result;
      }
      entry.resume();
    }
    return undefined;
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

async function* countBytes(
  chunks: AsyncIterable<Buffer>,
  meter: LayerMeter,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    meter.bytes += chunk.length;
    yield chunk;
  }
}
