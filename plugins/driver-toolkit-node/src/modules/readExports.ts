import { InputError } from '@backstage/errors';
import type { ElfFile } from './ElfFile';
import type { SymbolVersion } from './readSymbolVersions';

const SYMBOL_BYTES = 24;
/** Limit of the symbol table, and of its names. */
const MAX_SYMBOL_BYTES = 8 * 1024 * 1024;
const MAX_EXPORTS = 16_384;
const MAX_CRC_BYTES = MAX_EXPORTS * 4;
const ABSOLUTE = 0xfff1;
const CRC_PREFIX = '__crc_';
const EXPORT_PREFIX = '__ksymtab_';
const MAX_NAME_LENGTH = 512;

/** A symbol that a module offers to others. @public */
export interface ExportedSymbol extends Omit<SymbolVersion, 'crc'> {
  /** Undefined in a kernel without CONFIG_MODVERSIONS. */
  crc?: number;
}

/**
 * Reads the symbols that a module exports.
 *
 * @remarks
 * Its symbol table has `__ksymtab_NAME` for each of them, and `__crc_NAME`:
 * until Linux 5.18 an absolute value, since then a place in `__kcrctab` or
 * `__kcrctab_gpl` (`include/linux/export-internal.h`).
 *
 * @throws InputError if its tables exceed a limit
 */
export function readExports(elf: ElfFile): ExportedSymbol[] {
  if (!elf.section('__ksymtab') && !elf.section('__ksymtab_gpl')) {
    return [];
  }
  const symbols = elf.read('.symtab', MAX_SYMBOL_BYTES);
  const names = elf.read('.strtab', MAX_SYMBOL_BYTES);
  if (!symbols || !names) {
    return [];
  }
  const tables = new Map<number, Buffer>();
  for (const section of ['__kcrctab', '__kcrctab_gpl'] as const) {
    const bytes = elf.read(section, MAX_CRC_BYTES);
    if (bytes) {
      tables.set(elf.section(section)!.index, bytes);
    }
  }
  const numbers = elf.numbers(symbols);
  const exported = new Map<string, number | undefined>();
  for (let at = 0; at + SYMBOL_BYTES <= symbols.length; at += SYMBOL_BYTES) {
    const name = nameAt(names, numbers.u32(at));
    if (name.startsWith(EXPORT_PREFIX)) {
      const symbol = name.slice(EXPORT_PREFIX.length);
      exported.set(symbol, exported.get(symbol));
    } else if (name.startsWith(CRC_PREFIX)) {
      const section = numbers.u16(at + 6);
      const value = numbers.u64(at + 8);
      const table = tables.get(section);
      const symbol = name.slice(CRC_PREFIX.length);
      if (section === ABSOLUTE) {
        exported.set(symbol, value % 2 ** 32);
      } else if (table && value + 4 <= table.length) {
        exported.set(symbol, elf.numbers(table).u32(value));
      }
    }
    if (exported.size > MAX_EXPORTS) {
      throw new InputError(
        `It exports more than ${MAX_EXPORTS} symbols, which is refused`,
      );
    }
  }
  return Array.from(exported, ([symbol, crc]) => ({
    symbol,
    ...(crc !== undefined && { crc }),
  }));
}

/** @returns an empty text for any name that is not about an export */
function nameAt(names: Buffer, at: number): string {
  if (names[at] !== 0x5f || names[at + 1] !== 0x5f) {
    return '';
  }
  const name = names.subarray(at, at + MAX_NAME_LENGTH);
  const end = name.indexOf(0);
  return name.toString('latin1', 0, end === -1 ? 0 : end);
}
