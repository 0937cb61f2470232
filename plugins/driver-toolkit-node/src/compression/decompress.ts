import { pipeline, Readable, type Duplex } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import * as zlib from 'node:zlib';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { XzReadableStream } from 'xz-decompress';
import { TooLargeError } from '../http/TooLargeError';
import { bunzip } from './bzip2/bunzip';
import { describeDamage } from './describeDamage';

type Chunks = AsyncIterable<Buffer>;

/** Formats that {@link decompress} supports. @public */
export type CompressionName = 'gzip' | 'xz' | 'zstd' | 'bzip2';

interface Format {
  name: CompressionName;
  magic: string;
  open: (source: Chunks, maxWindowBytes: number) => Chunks;
}

const MAGIC_BYTES = 6;

/** Memory limit of the window: eight times what createrepo_c's levels need. */
const MAX_WINDOW_BYTES = 64 * 1024 ** 2;

/** Lets the decoder's thread work ahead of the reader, and copies nothing twice. */
const AHEAD = {
  chunkSize: 64 * 1024,
  readableObjectMode: true,
  readableHighWaterMark: 8,
};

const FORMATS: Format[] = [
  {
    name: 'gzip',
    magic: '1f8b',
    open: source => through(source, zlib.createGunzip(AHEAD)),
  },
  { name: 'xz', magic: 'fd377a585a00', open: unxz },
  { name: 'zstd', magic: '28b52ffd', open: unzstd },
  { name: 'bzip2', magic: '425a68', open: bunzip },
];

/**
 * Decompresses gzip, xz, zstd or bzip2, detected by the first bytes, because
 * file names may be wrong. Other data passes unchanged.
 *
 * @param options - `maxBytes`: limit of the output; `formats`: formats to
 * decompress, default all; `maxWindowBytes`: limit of zstd's memory, default 64
 * MiB.
 * @throws InputError if the data is damaged, ServiceUnavailableError if the
 * output would exceed `maxBytes`. Failures of the source pass unchanged.
 * @public
 */
export async function* decompress(
  source: AsyncIterable<Buffer>,
  options: {
    maxBytes?: number;
    formats?: readonly CompressionName[];
    maxWindowBytes?: number;
  } = {},
): AsyncGenerator<Buffer> {
  const {
    maxBytes = Infinity,
    formats,
    maxWindowBytes = MAX_WINDOW_BYTES,
  } = options;
  const iterator = source[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < MAGIC_BYTES) {
    const { value, done } = await iterator.next();
    if (done) {
      break;
    }
    start = Buffer.concat([start, value]);
  }
  const head = start.toString('hex', 0, MAGIC_BYTES);
  const format = FORMATS.find(
    ({ name, magic }) =>
      head.startsWith(magic) && (formats?.includes(name) ?? true),
  );
  const all = prepend(start, iterator);
  let size = 0;
  const chunks = format ? openAs(format, all, maxWindowBytes) : all;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new TooLargeError(
        `It is larger than ${maxBytes} bytes when decompressed, which is refused`,
      );
    }
    yield chunk;
  }
}

/** Tells damaged data from a source that failed. */
async function* openAs(
  format: Format,
  source: Chunks,
  maxWindowBytes: number,
): AsyncGenerator<Buffer> {
  let failure: { error: unknown } | undefined;
  async function* watched(): AsyncGenerator<Buffer> {
    try {
      yield* source;
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  const chunks = format.open(watched(), maxWindowBytes);
  try {
    yield* chunks;
  } catch (error) {
    if (failure) {
      throw failure.error;
    }
    throw new InputError(
      `It is not valid ${format.name} data: ${describeDamage(error)}`,
    );
  }
}

async function* prepend(
  start: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  yield start;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function through(source: Chunks, transform: Duplex): Chunks {
  // A failure of either end destroys the transform, so its reader gets the
  // error.
  return pipeline(Readable.from(source), transform, () => undefined);
}

function unzstd(source: Chunks, maxWindowBytes: number): Chunks {
  if (!('createZstdDecompress' in zlib)) {
    throw new ServiceUnavailableError(
      'Its zstd compression needs Node 22.15 or later',
    );
  }
  return through(
    source,
    zlib.createZstdDecompress({
      ...AHEAD,
      params: {
        [zlib.constants.ZSTD_d_windowLogMax]: Math.floor(
          Math.log2(maxWindowBytes),
        ),
      },
    }),
  );
}

function unxz(source: Chunks): Chunks {
  const compressed = Readable.toWeb(Readable.from(source));
  const open = new XzReadableStream(
    compressed as ConstructorParameters<typeof XzReadableStream>[0],
  );
  return Readable.fromWeb(open as ReadableStream<Uint8Array>);
}
