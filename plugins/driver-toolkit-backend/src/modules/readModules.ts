import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import {
  BuildFailedError,
  type KernelModule,
  normalizeModuleName,
  printableText,
  readKernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Header } from 'tar-stream';
import { readTarEntries } from '../inspection/readTarEntries';
import { SpoolFile } from './SpoolFile';
import {
  FOLDER_LIMITS,
  MAX_MODULE_BYTES,
  MODULE_FILE,
  unpackModule,
} from './unpackModule';

/** A file in an image with the name of a kernel module. */
export interface ImageModule {
  /** Absolute. */
  path: string;
  /** Undefined for a link, and for a file that is no module. */
  info?: KernelModule;
  /** For a link: the absolute path of its target. */
  linkTo?: string;
}

/** A whole kernel has about 3,000. */
const MAX_MODULES = 4096;
/** Limit of all modules together, decompressed. */
const MAX_TOTAL_BYTES = 1024 ** 3;
/**
 * Limit of the symbols that all modules together need or export: a whole kernel
 * of Debian needs 189,000.
 */
const MAX_SYMBOLS = 200_000;
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
        const info = await unpackModule(
          path,
          entry,
          spools,
          unpackedModule =>
            readKernelModule(unpackedModule, { withExports: true }),
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
