import { createReadStream } from 'node:fs';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createGzip, createZstdCompress } from 'node:zlib';
import { InputError } from '@backstage/errors';
import { ProgramError, runProgram } from '../../machine/runProgram';
import type { SpoolFile } from '../../modules/SpoolFile';

/** Milliseconds for one module; the largest take half a minute. */
const XZ_TIMEOUT_MS = 5 * 60_000;
/**
 * As Linux' `make modules_install` does: kernels that decompress modules
 * themselves know no other check.
 */
const XZ_OPTIONS = ['--check=crc32', '--lzma2=dict=1MiB', '--threads=1'];

/**
 * Compresses a module the way that another file is compressed, as kmod and the
 * kernel read it; without a compression, the content is the same.
 *
 * @throws InputError if this machine has no xz
 */
export async function compressLike(
  model: SpoolFile,
  from: SpoolFile,
  to: SpoolFile,
  signal: AbortSignal,
): Promise<void> {
  const magic = model.read(0, 6).toString('hex');
  if (magic.startsWith('1f8b')) {
    await to.fill(through(from, createGzip({ level: 9 })));
  } else if (magic === 'fd377a585a00') {
    await to.fill(await xz(from, signal));
  } else if (magic.startsWith('28b52ffd')) {
    await to.fill(through(from, createZstdCompress()));
  } else {
    await to.fill(from.chunks());
  }
}

function through(
  from: SpoolFile,
  compressor: Transform,
): AsyncIterable<Buffer> {
  // A failure of either end reaches the reader.
  return pipeline(Readable.from(from.chunks()), compressor, () => undefined);
}

async function xz(
  { path }: SpoolFile,
  signal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  try {
    // Beside the file, whose folder is temporary.
    await runProgram('xz', ['--keep', '--force', ...XZ_OPTIONS, path], {
      signal,
      timeout: XZ_TIMEOUT_MS,
    });
  } catch (error) {
    throw error instanceof ProgramError && error.isMissing
      ? new InputError(
          'it is compressed with xz, which is not installed on the machine of the backend; install it, or compress modules with gzip or zstd, or not at all',
        )
      : error;
  }
  return createReadStream(`${path}.xz`);
}
