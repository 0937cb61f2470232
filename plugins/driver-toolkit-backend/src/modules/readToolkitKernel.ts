import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  decompress,
  type ImageFiles,
  type InTreeModule,
  type KernelRecord,
  type KernelSymbols,
  parseModulePaths,
  parseModulesDep,
  parseStablelist,
  parseSymvers,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readTarEntries } from '../inspection/readTarEntries';

/**
 * A kernel's Module.symvers has 2 MiB, a third of it when compressed; its lists
 * of modules have less.
 */
const MAX_BYTES = 16 * 1024 ** 2;
const MAX_WINDOW_BYTES = 8 * 1024 ** 2;
const LIMITS = { maxBytes: MAX_BYTES, maxEntries: 1 };
const FORMATS = ['gzip', 'xz', 'zstd'] as const;

/**
 * Reads what a toolkit image's kernel offers to modules.
 *
 * @returns undefined if the image says nothing about it
 * @throws BuildFailedError if a list is damaged or too large
 */
export async function readToolkitKernel(
  toolkit: ImageFiles,
  kernel: Pick<KernelRecord, 'unameRelease' | 'architecture'>,
  signal: AbortSignal,
): Promise<KernelRecord | undefined> {
  const { unameRelease, architecture } = kernel;
  const read = <T>(path: string, parse: (text: string) => T) =>
    toolkit.readPath(path, tar => readFile(tar, path, parse), signal);
  let folder = `/lib/modules/${unameRelease}`;
  let symbols: KernelSymbols | undefined;
  for (const path of symversOf(unameRelease)) {
    symbols = await read(path, parseSymvers);
    if (symbols) {
      folder = path.includes('/lib/modules/') ? posix.dirname(path) : folder;
      break;
    }
  }
  const dependencies = await read(`${folder}/modules.dep`, parseModulesDep);
  const built = await read(`${folder}/modules.order`, parseModulePaths);
  const builtin = await read(`${folder}/modules.builtin`, parseModulePaths);
  const stablelist = await findStablelist(kernel, folder, read);
  return symbols || dependencies || built || builtin
    ? {
        unameRelease,
        architecture,
        ...(symbols && { symbols }),
        ...(stablelist && { stablelist }),
        modules: together(dependencies, built),
        builtin: builtin ?? [],
      }
    : undefined;
}

/** The kernel's package has the first three, its development package the last. */
function symversOf(unameRelease: string): string[] {
  return [
    `/usr/lib/modules/${unameRelease}/symvers.gz`,
    `/usr/lib/modules/${unameRelease}/symvers.xz`,
    `/lib/modules/${unameRelease}/symvers.gz`,
    `/usr/src/kernels/${unameRelease}/Module.symvers`,
  ];
}

/** Of `kernel-abi-stablelists` or, until EL8, `kernel-abi-whitelists`. */
async function findStablelist(
  {
    unameRelease,
    architecture,
  }: Pick<KernelRecord, 'unameRelease' | 'architecture'>,
  folder: string,
  read: (
    path: string,
    parse: typeof parseStablelist,
  ) => Promise<string[] | undefined>,
): Promise<string[] | undefined> {
  const release = /\.el(\d+)/.exec(unameRelease);
  if (!release) {
    return undefined; // other distributions promise nothing
  }
  const name = Number(release[1]) < 9 ? 'whitelist' : 'stablelist';
  const lists = posix.join(folder, '..', 'kabi-current');
  return read(`${lists}/kabi_${name}_${architecture}`, parseStablelist);
}

/** depmod may not have run, and a toolkit may lack some packages of modules. */
function together(
  dependencies: InTreeModule[] = [],
  built: string[] = [],
): InTreeModule[] {
  const modules = new Map<string, InTreeModule>();
  for (const name of built) {
    modules.set(name, { name, depends: [] });
  }
  for (const module of dependencies) {
    modules.set(module.name, module);
  }
  return [...modules.values()];
}

/** @returns undefined for an empty file, and for anything but a file */
async function readFile<T>(
  tar: Readable,
  path: string,
  parse: (text: string) => T,
): Promise<T | undefined> {
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
      return parse(Buffer.concat(chunks).toString('latin1'));
    } catch (error) {
      throw new BuildFailedError(
        `${what} could not be read: ${toError(error).message}`,
        { cause: error },
      );
    }
  }
  return undefined;
}
