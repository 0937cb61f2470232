import {
  checkSymbols,
  type KernelModule,
  type KernelRecord,
  type KernelSymbols,
  normalizeModuleName,
  printableText,
  type SymbolMismatch,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { type ImageModule, moduleNameOf } from '../../modules/readModules';
import { listSome } from './listSome';
import { ModuleRefusedError } from './ModuleRefusedError';

/** The module that symbols of the kernel itself belong to. */
const KERNEL = 'vmlinux';
/** The kernel's configuration, as far as modules depend on it. */
const LAYOUT = 'module_layout';
const MAX_NAME_LENGTH = 128;

/**
 * Makes sure that the kernel, or another module of the image, offers each
 * symbol that a module needs, with the same checksum, and has each module that
 * it depends on.
 *
 * @remarks
 * A module of the image may take the place of an in-tree one, and then offers
 * its symbols; but none can take the place of the kernel's own.
 *
 * @throws ModuleRefusedError that names the module and the symbols
 */
export function requireSymbols(
  modules: readonly ImageModule[],
  {
    modules: inTree,
    symbols,
  }: Pick<KernelRecord, 'modules'> & {
    symbols: KernelSymbols;
  },
): void {
  const offered = new Map(
    modules.flatMap(({ info }) =>
      (info?.exports ?? []).map(({ symbol, crc }) => [symbol, { crc }]),
    ),
  );
  const find = (symbol: string) => {
    const ofKernel = symbols.get(symbol);
    return ofKernel?.module === KERNEL
      ? ofKernel
      : offered.get(symbol) ?? ofKernel;
  };
  const hasVersions = symbols.get(LAYOUT)?.crc !== undefined;
  const names = new Set([
    ...Array.from(symbols.values(), ({ module }) =>
      normalizeModuleName(module),
    ),
    ...inTree.map(({ name }) => name),
    ...modules.map(moduleNameOf),
  ]);
  for (const { path, info } of modules) {
    if (!info) {
      continue;
    }
    if (hasVersions && !info.versions) {
      throw new ModuleRefusedError(
        path,
        "has no symbol versions, so the kernel refuses it. Compile it with the toolkit's kernel headers, whose configuration has CONFIG_MODVERSIONS.",
      );
    }
    const mismatches = checkSymbols(info.versions ?? [], find);
    const problem =
      describeMismatches(mismatches) ?? describeDependencies(info, names);
    if (problem) {
      throw new ModuleRefusedError(path, problem, mismatches);
    }
  }
}

function describeMismatches(
  mismatches: readonly SymbolMismatch[],
): string | undefined {
  const missing = mismatches.filter(({ offered }) => offered === undefined);
  if (missing.length > 0) {
    return `needs ${listSome(
      missing.map(({ symbol }) => show(symbol)),
    )}, which neither the kernel nor another module of the image has.`;
  }
  const [first] = mismatches;
  if (!first) {
    return undefined;
  }
  if (mismatches.some(({ symbol }) => symbol === LAYOUT)) {
    const others = mismatches.length - 1;
    return `was compiled for another kernel: the checksum of module_layout differs from that of the toolkit's kernel${
      others === 0
        ? ''
        : `, and so do those of ${others} other symbol${others > 1 ? 's' : ''}`
    }. The kernel's version or configuration is a different one.`;
  }
  return `was compiled for another kernel: the checksum differs of ${listSome(
    mismatches.map(
      ({ symbol, expected, offered }) =>
        `${show(symbol)} (${hex(expected)} instead of ${hex(offered!)})`,
    ),
  )}.`;
}

function describeDependencies(
  { depends = [] }: KernelModule,
  names: ReadonlySet<string>,
): string | undefined {
  const missing = depends.filter(name => !names.has(name));
  return missing.length === 0
    ? undefined
    : `depends on ${listSome(
        missing,
      )}, which neither the kernel nor the image has.`;
}

function show(symbol: string): string {
  return printableText(symbol, MAX_NAME_LENGTH);
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
