import { InputError } from '@backstage/errors';
import type { ElfFile } from './ElfFile';

/** `struct modversion_info`: an `unsigned long` and the name. */
const ENTRY_BYTES = 64;
const CRC_BYTES = 8;
/** Bound of a module's references; the kernel's largest has 1,400. */
const MAX_SYMBOLS = 32_768;
const MAX_TABLE_BYTES = MAX_SYMBOLS * ENTRY_BYTES;
const EXTENDED_CRC_BYTES = 4;

/** A symbol, and the checksum of its type. @public */
export interface SymbolVersion {
  symbol: string;
  /** 32 bits; computed by `genksyms` or `gendwarfksyms`. */
  crc: number;
}

/**
 * Reads the kernel symbols that a module needs, with the checksums of the
 * kernel that it was compiled for.
 *
 * @remarks
 * Format: `include/linux/module.h` and `kernel/module/version.c` of Linux. If a
 * module has the extended tables, the kernel reads only these.
 *
 * @returns undefined for a module without them, such as those of a kernel
 * without CONFIG_MODVERSIONS
 * @throws InputError if the tables exceed a limit or do not fit each other
 */
export function readSymbolVersions(elf: ElfFile): SymbolVersion[] | undefined {
  return readExtended(elf) ?? readTable(elf);
}

function readTable(elf: ElfFile): SymbolVersion[] | undefined {
  const table = elf.read('__versions', MAX_TABLE_BYTES);
  if (!table) {
    return undefined;
  }
  const numbers = elf.numbers(table);
  const versions: SymbolVersion[] = [];
  for (let at = 0; at + ENTRY_BYTES <= table.length; at += ENTRY_BYTES) {
    // The kernel's loader for ppc64 removes a leading dot, too.
    const start = at + CRC_BYTES + (table[at + CRC_BYTES] === 0x2e ? 1 : 0);
    let end = start;
    while (end < at + ENTRY_BYTES && table[end] !== 0) {
      end++;
    }
    versions.push({
      symbol: table.toString('latin1', start, end),
      crc: numbers.low32(at),
    });
  }
  return versions;
}

function readExtended(elf: ElfFile): SymbolVersion[] | undefined {
  const crcs = elf.read('__version_ext_crcs', MAX_SYMBOLS * EXTENDED_CRC_BYTES);
  const names = elf.read('__version_ext_names', MAX_TABLE_BYTES);
  if (!crcs || !names) {
    return undefined;
  }
  const numbers = elf.numbers(crcs);
  const versions: SymbolVersion[] = [];
  let at = 0;
  for (let crc = 0; crc < crcs.length; crc += EXTENDED_CRC_BYTES) {
    const end = names.indexOf(0, at);
    if (end === -1 || crc + EXTENDED_CRC_BYTES > crcs.length) {
      throw new InputError(
        'Its __version_ext_crcs and __version_ext_names sections do not fit each other',
      );
    }
    versions.push({
      symbol: names.toString('latin1', at, end),
      crc: numbers.u32(crc),
    });
    at = end + 1;
  }
  return versions;
}
