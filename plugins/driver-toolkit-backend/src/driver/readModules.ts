import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { toError } from '@backstage/errors';
import {
  decompress,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Readable } from 'node:stream';
import type { Header } from 'tar-stream';
import { BuildFailedError } from '../builders/BuildFailedError';
import { isFullDisk } from '../builders/isFullDisk';
import { readTarEntries, type TarLimits } from '../inspection/readTarEntries';
import { readModuleInfo, type ModuleInfo } from './modinfo';
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

/** Of one module, decompressed; with debug information some have tens of MiB. */
const MAX_MODULE_BYTES = 128 * 1024 ** 2;
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
 * Each module goes through a file: neither how large it is nor how it is
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
  const spoolPath = join(workFolder, 'module');
  const spool = await SpoolFile.create(spoolPath);
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
          spool,
          Math.min(MAX_MODULE_BYTES, MAX_TOTAL_BYTES - totalBytes),
        );
        totalBytes += spool.size;
        modules.push({ path, info });
      } else {
        modules.push({ path, linkTo: targetOf(entry.header, parent) });
      }
    }
    return modules;
  } finally {
    await spool.close();
    await rm(spoolPath, { force: true });
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
  spool: SpoolFile,
  maxBytes: number,
): Promise<ModuleInfo | undefined> {
  try {
    // A few kilobytes can decompress to gigabytes, so it stops at the limit.
    await spool.fill(decompress(content, { maxBytes, formats: FORMATS }));
    return await readModuleInfo(spool);
  } catch (error) {
    if (isFullDisk(error)) {
      throw error; // the builder's, which says so
    }
    throw new BuildFailedError(
      `The module ${path} in the image could not be read: ${
        toError(error).message
      }`,
      { cause: error },
    );
  }
}
