import { pipeline, Readable, type Duplex } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import * as zlib from 'node:zlib';
import { ServiceUnavailableError } from '@backstage/errors';
import { XzReadableStream } from 'xz-decompress';
import { bunzip } from './bunzip';

type Chunks = AsyncIterable<Buffer>;

const MAGIC_BYTES = 6;

const FORMATS: { magic: string; open: (source: Chunks) => Chunks }[] = [
  { magic: '1f8b', open: source => through(source, zlib.createGunzip()) },
  { magic: 'fd377a585a00', open: unxz },
  { magic: '28b52ffd', open: unzstd },
  { magic: '425a68', open: bunzipAll },
];

/**
 * Undoes gzip, xz, zstd or bzip2, told by the first bytes; names of files lie.
 * What is none of these passes as it is.
 *
 * @public
 */
export async function* decompress(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
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
  const format = FORMATS.find(({ magic }) => head.startsWith(magic));
  const all = prepend(start, iterator);
  yield* format ? format.open(all) : all;
}

async function* prepend(
  start: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  yield start;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function through(source: Chunks, transform: Duplex): Chunks {
  // The failure of either end destroys the transform, whose reader then gets it.
  return pipeline(Readable.from(source), transform, () => undefined);
}

function unzstd(source: Chunks): Chunks {
  if (!('createZstdDecompress' in zlib)) {
    throw new ServiceUnavailableError(
      'Its zstd compression needs Node 22.15 or later',
    );
  }
  return through(source, zlib.createZstdDecompress());
}

function unxz(source: Chunks): Chunks {
  const compressed = Readable.toWeb(Readable.from(source));
  const open = new XzReadableStream(
    compressed as ConstructorParameters<typeof XzReadableStream>[0],
  );
  return Readable.fromWeb(open as ReadableStream<Uint8Array>);
}

async function* bunzipAll(source: Chunks): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) {
    chunks.push(chunk);
  }
  yield* bunzip(Buffer.concat(chunks));
}
