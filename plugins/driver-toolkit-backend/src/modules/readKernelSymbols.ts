import type { Readable } from 'node:stream';
import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  decompress,
  type ImageFiles,
  type KernelSymbols,
  parseSymvers,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readTarEntries } from '../inspection/readTarEntries';

/** A kernel's Module.symvers has 2 MiB, a third of it when compressed. */
const MAX_BYTES = 16 * 1024 ** 2;
const MAX_WINDOW_BYTES = 8 * 1024 ** 2;
const LIMITS = { maxBytes: MAX_BYTES, maxEntries: 1 };
const FORMATS = ['gzip', 'xz', 'zstd'] as const;

/**
 * Reads which symbols a toolkit image's kernel offers to modules.
 *
 * @returns undefined if the image does not say so
 * @throws BuildFailedError if its list is damaged or too large
 */
export async function readKernelSymbols(
  toolkit: ImageFiles,
  unameRelease: string,
  signal: AbortSignal,
): Promise<KernelSymbols | undefined> {
  for (const path of pathsOf(unameRelease)) {
    const symbols = await toolkit.readPath(
      path,
      tar => readSymvers(tar, path),
      signal,
    );
    if (symbols) {
      return symbols;
    }
  }
  return undefined;
}

/** The kernel's package has the first two, its development package the last. */
function pathsOf(unameRelease: string): string[] {
  return [
    `/usr/lib/modules/${unameRelease}/symvers.gz`,
    `/usr/lib/modules/${unameRelease}/symvers.xz`,
    `/lib/modules/${unameRelease}/symvers.gz`,
    `/usr/src/kernels/${unameRelease}/Module.symvers`,
  ];
}

/** @returns undefined for an empty file, and for anything but a file */
async function readSymvers(
  tar: Readable,
  path: string,
): Promise<KernelSymbols | undefined> {
  const what = `${path} in the toolkit image`;
  for await (const entry of readTarEntries(tar, what, LIMITS)) {
    if (entry.header.type !== 'file' || entry.header.size === 0) {
      return undefined;
    }
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of decompress(entry, {
        maxBytes: MAX_BYTES,
        formats: FORMATS,
        maxWindowBytes: MAX_WINDOW_BYTES,
      })) {
        chunks.push(chunk);
      }
      return parseSymvers(Buffer.concat(chunks).toString('latin1'));
    } catch (error) {
      throw new BuildFailedError(
        `${what} could not be read: ${toError(error).message}`,
        { cause: error },
      );
    }
  }
  return undefined;
}
