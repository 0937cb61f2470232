import {
  BuildFailedError,
  checkSymbols,
  type KernelModule,
  type KernelSymbols,
  normalizeModuleName,
  printableText,
  type SymbolMismatch,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { type ImageModule, moduleNameOf } from '../../modules/readModules';
import { listSome } from './listSome';

/** The kernel's configuration, as far as modules depend on it. */
const LAYOUT = 'module_layout';
const MAX_NAME_LENGTH = 128;

/**
 * Makes sure that the kernel, or another module of the image, offers each
 * symbol that a module needs, with the same checksum, and has each module that
 * it depends on.
 *
 * @throws BuildFailedError that names the module and the symbols
 */
export function requireSymbols(
  modules: readonly ImageModule[],
  kernel: KernelSymbols,
): void {
  const offered = new Map(
    modules.flatMap(({ info }) =>
      (info?.exports ?? []).map(({ symbol, crc }) => [symbol, { crc }]),
    ),
  );
  const find = (symbol: string) => kernel.get(symbol) ?? offered.get(symbol);
  const hasVersions = kernel.get(LAYOUT)?.crc !== undefined;
  const names = namesOf(modules, kernel);
  for (const { path, info } of modules) {
    if (!info) {
      continue;
    }
    if (hasVersions && !info.versions) {
      throw new BuildFailedError(
        `${path} in the image has no symbol versions, so the kernel refuses it. Compile it with the toolkit's kernel headers, whose configuration has CONFIG_MODVERSIONS.`,
      );
    }
    const problem =
      describeMismatches(checkSymbols(info.versions ?? [], find)) ??
      describeDependencies(info, names);
    if (problem) {
      throw new BuildFailedError(`${path} in the image ${problem}`);
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

/** Names of the image's modules, and of the kernel's with exports. */
function namesOf(
  modules: readonly ImageModule[],
  kernel: KernelSymbols,
): Set<string> {
  const names = new Set<string>();
  for (const { module } of kernel.values()) {
    names.add(normalizeModuleName(module));
  }
  for (const module of modules) {
    names.add(moduleNameOf(module));
  }
  return names;
}

function show(symbol: string): string {
  return printableText(symbol, MAX_NAME_LENGTH);
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
