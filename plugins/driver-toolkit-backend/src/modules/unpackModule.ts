import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  type CompressionName,
  decompress,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { TarLimits } from '../inspection/readTarEntries';
import { isFullDisk } from '../machine/isFullDisk';
import { readXzDictionary } from './readXzDictionary';
import type { SpoolFile } from './SpoolFile';

/** Names of modules that the kernel's own tools load. */
export const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;
/** Limits of the whole folder: a kernel's headers may be beside its modules. */
export const FOLDER_LIMITS: TarLimits = {
  maxBytes: 4 * 1024 ** 3,
  maxEntries: 131_072,
};
const FORMATS = ['gzip', 'xz', 'zstd'] as const satisfies CompressionName[];

/**
 * Limit of one module, compressed or not; with debug information some have tens
 * of MiB.
 */
export const MAX_MODULE_BYTES = 128 * 1024 ** 2;
/**
 * Memory limit for the window of a decompressor, as much as xz -6 and zstd -19
 * use.
 */
const MAX_WINDOW_BYTES = 8 * 1024 ** 2;
/**
 * Size limit of a module with a larger xz dictionary: decompression uses no
 * more memory than the output's size, and xz -9 declares 64 MiB even for the
 * smallest file.
 */
const MAX_BYTES_OF_LARGE_WINDOW = 16 * 1024 ** 2;

/** A module as it is in an image, and decompressed. */
export interface ModuleSpools {
  packed: SpoolFile;
  unpacked: SpoolFile;
}

/**
 * Decompresses a module of an image into a file, and passes it on.
 *
 * @throws BuildFailedError that names the module if it is damaged or too large,
 * or if `read` rejects
 */
export async function unpackModule<T>(
  path: string,
  content: AsyncIterable<Buffer>,
  { packed, unpacked }: ModuleSpools,
  read: (unpacked: SpoolFile) => T | Promise<T>,
  maxBytes = MAX_MODULE_BYTES,
): Promise<T> {
  let advice = '';
  try {
    await packed.fill(decompress(content, { maxBytes, formats: [] }));
    let mostBytes = maxBytes;
    const dictionary = await readXzDictionary(packed);
    if (dictionary !== undefined && dictionary > MAX_WINDOW_BYTES) {
      mostBytes = Math.min(maxBytes, MAX_BYTES_OF_LARGE_WINDOW);
      advice = ` of xz with a dictionary of more than ${MAX_WINDOW_BYTES} bytes; xz -6 takes a smaller one`;
    }
    // A few kilobytes can decompress to gigabytes, so reading stops at the
    // limit.
    await unpacked.fill(
      decompress(packed.chunks(), {
        maxBytes: mostBytes,
        formats: FORMATS,
        maxWindowBytes: MAX_WINDOW_BYTES,
      }),
    );
    return await read(unpacked);
  } catch (error) {
    if (isFullDisk(error)) {
      throw error; // the builder's own error
    }
    throw new BuildFailedError(
      `The module ${path} in the image could not be read: ${
        toError(error).message
      }${advice}`,
      { cause: error },
    );
  }
}
