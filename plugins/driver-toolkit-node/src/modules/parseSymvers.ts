import { InputError } from '@backstage/errors';

/** Real kernels have up to 30,000 symbols. */
const MAX_SYMBOLS = 200_000;
const MAX_NAME_LENGTH = 512;
/** Such as `0x0123abcd`. */
const CRC_LENGTH = 10;
const EXPORT = 'EXPORT_';
/** Also `EXPORT_SYMBOL_GPL_FUTURE` of older kernels. */
const GPL_ONLY = 'EXPORT_SYMBOL_GPL';

/** A symbol that a kernel or module offers. @public */
export interface OfferedSymbol {
  /** Undefined in a kernel without CONFIG_MODVERSIONS. */
  crc?: number;
  /** The module that has it, without its folder; `vmlinux` for the kernel. */
  module: string;
  /** Empty without one. */
  namespace: string;
  /** Only for modules with a licence that is compatible with the GPL. */
  isGplOnly: boolean;
}

/** The symbols that a kernel offers to modules, by name. @public */
export type KernelSymbols = ReadonlyMap<string, OfferedSymbol>;

/**
 * Parses a `Module.symvers` file: lines of checksum, symbol, module, kind of
 * export and namespace, separated by tabs
 * (`Documentation/kbuild/modules.rst` of Linux).
 *
 * @throws InputError that names the first line which is none
 * @public
 */
export function parseSymvers(text: string): KernelSymbols {
  const symbols = new Map<string, OfferedSymbol>();
  let line = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    line++;
    if (end > at) {
      const found = parseLine(text, at, end);
      if (!found) {
        throw new InputError(
          `Line ${line} of Module.symvers does not describe a symbol`,
        );
      }
      if (symbols.size === MAX_SYMBOLS) {
        throw new InputError(
          `Module.symvers has more than ${MAX_SYMBOLS} symbols`,
        );
      }
      symbols.set(found.name, found.symbol);
    }
    at = end + 1;
  }
  return withoutVersions(symbols) ? stripped(symbols) : symbols;
}

/** @returns undefined if the line does not describe a symbol */
function parseLine(
  text: string,
  start: number,
  end: number,
): { name: string; symbol: OfferedSymbol } | undefined {
  const nameAt = start + CRC_LENGTH + 1;
  const moduleAt = text.indexOf('\t', nameAt) + 1;
  const kindAt = text.indexOf('\t', moduleAt) + 1;
  const crc = Number(text.slice(start, nameAt - 1));
  if (
    text[nameAt - 1] !== '\t' ||
    !(text[start + 1] === 'x' && crc >= 0) ||
    moduleAt <= nameAt + 1 ||
    moduleAt - nameAt > MAX_NAME_LENGTH + 1 ||
    kindAt <= moduleAt + 1 ||
    kindAt > end ||
    !text.startsWith(EXPORT, kindAt)
  ) {
    return undefined;
  }
  const kindEnd = text.indexOf('\t', kindAt);
  const hasNamespace = kindEnd !== -1 && kindEnd < end;
  const path = text.slice(moduleAt, kindAt - 1);
  return {
    name: text.slice(nameAt, moduleAt - 1),
    symbol: {
      crc,
      module: path.slice(path.lastIndexOf('/') + 1).replace(/\.ko$/, ''),
      namespace: hasNamespace ? text.slice(kindEnd + 1, end) : '',
      isGplOnly: text.startsWith(GPL_ONLY, kindAt),
    },
  };
}

/** Without CONFIG_MODVERSIONS, all checksums are zero. */
function withoutVersions(symbols: KernelSymbols): boolean {
  for (const { crc } of symbols.values()) {
    if (crc !== 0) {
      return false;
    }
  }
  return true;
}

function stripped(symbols: KernelSymbols): KernelSymbols {
  return new Map(
    Array.from(symbols, ([name, { crc, ...rest }]) => [name, rest]),
  );
}
