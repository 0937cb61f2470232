import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  decompress,
  type KernelModule,
  normalizeModuleName,
  printableText,
  readKernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Header } from 'tar-stream';
import { readTarEntries, type TarLimits } from '../inspection/readTarEntries';
import { isFullDisk } from '../machine/isFullDisk';
import { readXzDictionary } from './readXzDictionary';
import { SpoolFile } from './SpoolFile';

/** A file in an image with the name of a kernel module. */
export interface ImageModule {
  /** Absolute. */
  path: string;
  /** Undefined for a link, and for a file that is no module. */
  info?: KernelModule;
  /** For a link: the absolute path of its target. */
  linkTo?: string;
}

const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;
/** Names that the kernel's own tools load. */
const FORMATS = ['gzip', 'xz', 'zstd'] as const;

/**
 * Limit of one module, compressed or not; with debug information some have tens
 * of MiB.
 */
const MAX_MODULE_BYTES = 128 * 1024 ** 2;
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
/** A whole kernel has about 3,000. */
const MAX_MODULES = 4096;
/** Limit of all modules together, decompressed. */
const MAX_TOTAL_BYTES = 1024 ** 3;
/**
 * Limit of the symbols that all modules together need or export: a whole kernel
 * of Debian needs 189,000.
 */
const MAX_SYMBOLS = 200_000;
/** Limits of the whole folder: a kernel's headers may be in it as well. */
const FOLDER_LIMITS: TarLimits = {
  maxBytes: 4 * 1024 ** 3,
  maxEntries: 131_072,
};
const MAX_PATH_LENGTH = 300;

/** A module's name as the kernel knows it, with `_` for `-`. */
export function moduleNameOf({ path, info }: ImageModule): string {
  const file = posix.basename(path).replace(MODULE_FILE, '');
  return normalizeModuleName(info?.name ?? file);
}

/**
 * Finds the kernel modules of a folder in an image and reads their
 * descriptions.
 *
 * @remarks
 * Each module goes through files, so neither its size nor its compression costs
 * memory.
 *
 * @param tar - of the folder, whose entries begin with its name
 * @param folder - its absolute path in the image
 * @param workFolder - an empty folder of this machine
 * @throws BuildFailedError that names a module which is too large or damaged,
 * and if the folder exceeds a limit
 */
export async function readModules(
  tar: Readable,
  folder: string,
  workFolder: string,
): Promise<ImageModule[]> {
  const parent = posix.dirname(folder);
  const paths = [join(workFolder, 'packed'), join(workFolder, 'module')];
  const [packed, unpacked] = await Promise.all(paths.map(SpoolFile.create));
  const spools = { packed, unpacked };
  try {
    const modules: ImageModule[] = [];
    let totalBytes = 0;
    let totalSymbols = 0;
    const what = `The folder ${folder} in the image`;
    for await (const entry of readTarEntries(tar, what, FOLDER_LIMITS)) {
      const { name, type } = entry.header;
      if (!MODULE_FILE.test(name) || type === 'directory') {
        continue;
      }
      if (modules.length === MAX_MODULES) {
        throw new BuildFailedError(
          `${what} has more than ${MAX_MODULES} kernel modules, which is refused.`,
        );
      }
      const path = show(posix.join(parent, name));
      if (type === 'file' || type === 'contiguous-file') {
        const info = await readModule(
          path,
          entry,
          spools,
          Math.min(MAX_MODULE_BYTES, MAX_TOTAL_BYTES - totalBytes),
        );
        totalBytes += unpacked.size;
        totalSymbols += countSymbols(info);
        if (totalSymbols > MAX_SYMBOLS) {
          throw new BuildFailedError(
            `The modules of the folder ${folder} in the image need or export more than ${MAX_SYMBOLS} symbols, which is refused.`,
          );
        }
        modules.push({ path, info });
      } else {
        modules.push({ path, linkTo: targetOf(entry.header, parent) });
      }
    }
    return modules;
  } finally {
    await Promise.all([packed.close(), unpacked.close()]);
    await Promise.all(paths.map(path => rm(path, { force: true })));
  }
}

function countSymbols(info: KernelModule | undefined): number {
  return (info?.versions?.length ?? 0) + (info?.exports?.length ?? 0);
}

/**
 * Unlike a symbolic link, a hard link names its target as an entry of the tar
 * stream.
 */
function targetOf(
  { name, type, linkname }: Header,
  parent: string,
): string | undefined {
  if (!linkname || (type !== 'link' && type !== 'symlink')) {
    return undefined; // such as a device
  }
  const from = type === 'link' ? parent : posix.join(parent, name, '..');
  return show(posix.resolve(from, linkname));
}

function show(path: string): string {
  return printableText(path, MAX_PATH_LENGTH);
}

async function readModule(
  path: string,
  content: AsyncIterable<Buffer>,
  { packed, unpacked }: { packed: SpoolFile; unpacked: SpoolFile },
  maxBytes: number,
): Promise<KernelModule | undefined> {
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
    return readKernelModule(unpacked, { withExports: true });
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
