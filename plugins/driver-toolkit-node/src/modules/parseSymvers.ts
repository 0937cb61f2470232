import { InputError } from '@backstage/errors';

/** Real kernels have up to 30,000 symbols. */
const MAX_SYMBOLS = 200_000;
const MAX_NAME_LENGTH = 512;

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
    const end = text.indexOf('\n', at);
    const content = text.slice(at, end === -1 ? text.length : end);
    at = end === -1 ? text.length : end + 1;
    line++;
    if (content === '') {
      continue;
    }
    const [crc, symbol, path, kind, namespace = ''] = content.split('\t');
    if (
      !/^0x[0-9a-f]{8}$/.test(crc) ||
      !symbol ||
      symbol.length > MAX_NAME_LENGTH ||
      !path ||
      !kind?.startsWith('EXPORT_')
    ) {
      throw new InputError(
        `Line ${line} of Module.symvers does not describe a symbol`,
      );
    }
    if (symbols.size === MAX_SYMBOLS) {
      throw new InputError(
        `Module.symvers has more than ${MAX_SYMBOLS} symbols`,
      );
    }
    symbols.set(symbol, {
      crc: Number(crc),
      module: path.slice(path.lastIndexOf('/') + 1).replace(/\.ko$/, ''),
      namespace,
      isGplOnly: kind.includes('GPL'),
    });
  }
  return withoutVersions(symbols) ? stripped(symbols) : symbols;
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
