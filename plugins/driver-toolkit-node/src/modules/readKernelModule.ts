import type { ByteSource } from './ByteSource';
import { ElfFile } from './ElfFile';
import { findModuleSignature } from './findModuleSignature';
import { readExports, type ExportedSymbol } from './readExports';
import { readInformation, type ModuleInformation } from './readInformation';
import { readSymbolVersions, type SymbolVersion } from './readSymbolVersions';

/**
 * Limit of the `.modinfo` section. Real sections have a few kilobytes of module
 * information.
 */
const MAX_INFORMATION_BYTES = 1024 * 1024;

/** A kernel module's file. @public */
export interface KernelModule extends Partial<ModuleInformation> {
  /**
   * RPM name of the architecture that it was compiled for, or a description if
   * RPM has no name.
   */
  architecture: string;
  /** The kernel's symbols that it needs; undefined if it does not say so. */
  versions?: SymbolVersion[];
  /** Undefined unless they were asked for. */
  exports?: ExportedSymbol[];
  /**
   * A PKCS #7 message, see `describeModuleSignature`; undefined if it is
   * not signed.
   */
  signature?: Buffer;
}

/**
 * Reads a kernel module, uncompressed, in bounded time and memory for any
 * content.
 *
 * @remarks
 * Only the architecture of a 32-bit module is read. The kernel refuses a module
 * with two sections of one name, and so does this.
 *
 * @param options - `withExports` reads what the module exports, which takes
 * longer than the rest
 * @returns undefined if the bytes are no kernel module
 * @throws InputError if they are a module that nothing should load
 * @public
 */
export function readKernelModule(
  source: ByteSource,
  { withExports = false } = {},
): KernelModule | undefined {
  const elf = ElfFile.open(source);
  if (!elf) {
    return undefined;
  }
  const { architecture } = elf;
  if (elf.bits === 32) {
    return { architecture };
  }
  const signature = findModuleSignature(source);
  const information = elf.read('.modinfo', MAX_INFORMATION_BYTES);
  return (
    information && {
      architecture,
      ...readInformation(information),
      versions: readSymbolVersions(elf),
      ...(withExports && { exports: readExports(elf) }),
      signature,
    }
  );
}
