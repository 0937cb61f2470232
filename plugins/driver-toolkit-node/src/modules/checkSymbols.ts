import type { OfferedSymbol } from './parseSymvers';
import type { SymbolVersion } from './readSymbolVersions';

/** A symbol whose absence or change keeps a module from loading. @public */
export interface SymbolMismatch {
  symbol: string;
  /** The checksum that the module was compiled with. */
  expected: number;
  /** Undefined if nothing offers the symbol. */
  offered?: number;
}

/**
 * Compares the symbols that a module needs with those that are offered, like
 * the kernel when it loads the module.
 *
 * @param find - the kernel's symbols, or those of other modules
 * @returns mismatches in the module's order; `module_layout`, which changes
 * with the kernel's configuration, is a symbol of every module
 * @public
 */
export function checkSymbols(
  versions: readonly SymbolVersion[],
  find: (symbol: string) => Pick<OfferedSymbol, 'crc'> | undefined,
): SymbolMismatch[] {
  const mismatches: SymbolMismatch[] = [];
  for (const { symbol, crc } of versions) {
    const offered = find(symbol);
    if (!offered) {
      mismatches.push({ symbol, expected: crc });
    } else if (offered.crc !== undefined && offered.crc !== crc) {
      mismatches.push({ symbol, expected: crc, offered: offered.crc });
    }
  }
  return mismatches;
}
