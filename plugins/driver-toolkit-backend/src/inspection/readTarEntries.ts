import { pipeline, type Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { extract, type Header } from 'tar-stream';
import { Breather } from './Breather';

const UNBROKEN_BYTES = 256 * 1024;

/** Limits for reading one tar stream. */
export interface TarLimits {
  /** Bytes of the whole stream. */
  maxBytes: number;
  maxEntries: number;
}

/** An entry of a tar stream, with its content. */
export interface TarEntry extends AsyncIterable<Buffer> {
  readonly header: Header;
}

/**
 * The entries of a tar stream from an image, in order. Unread entries are
 * skipped.
 *
 * @param what - subject of the error message, such as "The folder /opt in the
 * image"
 * @throws BuildFailedError if the stream exceeds a limit
 */
export async function* readTarEntries(
  tar: Readable,
  what: string,
  limits: TarLimits,
): AsyncGenerator<TarEntry> {
  const entries = extract();
  // An error of any part reaches the reader of the entries.
  pipeline(
    tar,
    chunks => meter(chunks, what, limits.maxBytes),
    entries,
    () => {
      // The reader of the entries gets the error.
    },
  );
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > limits.maxEntries) {
      throw new BuildFailedError(
        `${what} has more than ${
          limits.maxEntries === 1
            ? 'one file'
            : `${limits.maxEntries} files and folders`
        }, which is refused.`,
      );
    }
    yield entry as unknown as TarEntry;
    entry.resume();
  }
}

async function* meter(
  chunks: AsyncIterable<Buffer>,
  what: string,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  const breather = new Breather();
  let bytes = 0;
  let unbroken = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    unbroken += chunk.length;
    if (bytes > maxBytes) {
      throw new BuildFailedError(
        `${what} has more than ${maxBytes} bytes, which is refused.`,
      );
    }
    yield chunk;
    await breather.breathe();
    if (unbroken >= UNBROKEN_BYTES) {
      // A turn of the event loop lets the memory of used chunks be freed.
      await setImmediate();
      unbroken = 0;
    }
  }
}
