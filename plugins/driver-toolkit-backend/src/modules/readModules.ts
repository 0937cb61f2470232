import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  decompress,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Header } from 'tar-stream';
import { readTarEntries, type TarLimits } from '../inspection/readTarEntries';
import { isFullDisk } from '../machine/isFullDisk';
import { readModuleInfo, type ModuleInfo } from './modinfo';
import { readXzDictionary } from './readXzDictionary';
import { SpoolFile } from './SpoolFile';

/** What is called a kernel module in an image. */
export interface ImageModule {
  /** Absolute. */
  path: string;
  /** Undefined where it is a link, and where it is no module. */
  info?: ModuleInfo;
  /** Of a link: the absolute path that it leads to. */
  linkTo?: string;
}

const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;
/** What the kernel's own tools load. */
const FORMATS = ['gzip', 'xz', 'zstd'] as const;

/** Of one module, compressed or not; with debug information some have tens of MiB. */
const MAX_MODULE_BYTES = 128 * 1024 ** 2;
/** What decompressing looks back on, in memory. xz -6 and zstd -19 take as much. */
const MAX_WINDOW_BYTES = 8 * 1024 ** 2;
/**
 * Of a module whose xz may look back farther: no more memory is used than comes
 * out, and xz -9 says 64 MiB of the smallest file.
 */
const MAX_BYTES_OF_LARGE_WINDOW = 16 * 1024 ** 2;
/** A whole kernel has about 3,000. */
const MAX_MODULES = 4096;
/** Of all modules, decompressed. */
const MAX_TOTAL_BYTES = 1024 ** 3;
/** Of everything in the folder: a kernel's headers may lie beside its modules. */
const FOLDER_LIMITS: TarLimits = {
  maxBytes: 4 * 1024 ** 3,
  maxEntries: 131_072,
};
const MAX_PATH_LENGTH = 300;

/**
 * Finds the kernel modules of a folder in an image and reads what they say of
 * themselves.
 *
 * @remarks
 * Each module goes through files: neither how large it is nor how it is
 * compressed costs memory.
 *
 * @param tar - of the folder, whose entries begin with its name
 * @param folder - its absolute path in the image
 * @param workFolder - an empty folder of this machine
 * @throws BuildFailedError that names a module which is too large or damaged,
 * and where the folder holds too much
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

/** A hard link names its target as an entry of the tar stream, other than a symbolic one. */
function targetOf(
  { name, type, linkname }: Header,
  parent: string,
): string | undefined {
  if (!linkname || (type !== 'link' && type !== 'symlink')) {
    return undefined; // a device, for one
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
): Promise<ModuleInfo | undefined> {
  let advice = '';
  try {
    await packed.fill(decompress(content, { maxBytes, formats: [] }));
    let mostBytes = maxBytes;
    const dictionary = await readXzDictionary(packed);
    if (dictionary !== undefined && dictionary > MAX_WINDOW_BYTES) {
      mostBytes = Math.min(maxBytes, MAX_BYTES_OF_LARGE_WINDOW);
      advice = ` of xz with a dictionary of more than ${MAX_WINDOW_BYTES} bytes; xz -6 takes a smaller one`;
    }
    // A few kilobytes can decompress to gigabytes, so it stops at the limit.
    await unpacked.fill(
      decompress(packed.chunks(), {
        maxBytes: mostBytes,
        formats: FORMATS,
        maxWindowBytes: MAX_WINDOW_BYTES,
      }),
    );
    return await readModuleInfo(unpacked);
  } catch (error) {
    if (isFullDisk(error)) {
      throw error; // the builder's, which says so
    }
    throw new BuildFailedError(
      `The module ${path} in the image could not be read: ${
        toError(error).message
      }${advice}`,
      { cause: error },
    );
  }
}
