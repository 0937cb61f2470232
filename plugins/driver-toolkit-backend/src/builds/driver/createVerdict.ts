import type {
  BootReport,
  DriverVerdict,
  VerdictBoot,
  VerdictModule,
  VerdictRefusal,
  VerdictSymbols,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  describeModuleSignature,
  distinctSymbols,
  printableText,
  type SymbolVersion,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { type ImageModule, moduleNameOf } from '../../modules/readModules';
import type { DriverPlan } from '../../plans/BuildPlan';
import { ModuleRefusedError } from './ModuleRefusedError';
import type { DriverFindings, RefusedDriverError } from './verifyDriverImage';

/** Bounds of a record, which therefore has less than 2 MiB. */
const MAX_MODULE_CHARACTERS = 512 * 1024;
const MAX_SYMBOL_CHARACTERS = 512 * 1024;
/** As long as the kernel's own limit. */
const MAX_SYMBOL_LENGTH = 512;
const MAX_MISMATCHES = 20;
const MAX_WARNINGS = 50;
const MAX_BOOTED = 256;

/** The record of a driver image that passed. */
export function createVerdict(
  plan: DriverPlan,
  findings: DriverFindings,
): DriverVerdict {
  return { ...describe(plan, findings), passed: true };
}

/** The record of a driver image that did not pass. */
export function createRefusal(
  plan: DriverPlan,
  { findings, reason }: RefusedDriverError,
): DriverVerdict {
  const { module, mismatches = [] } =
    reason instanceof ModuleRefusedError
      ? reason
      : { module: undefined, mismatches: [] };
  const refusal: VerdictRefusal = {
    message: reason.message,
    ...(module !== undefined && { module }),
    mismatches: mismatches
      .slice(0, MAX_MISMATCHES)
      .map(({ symbol, expected, offered }) => ({
        symbol: printableText(symbol, MAX_SYMBOL_LENGTH),
        needed: expected,
        ...(offered !== undefined && { offered }),
      })),
    mismatchCount: mismatches.length,
  };
  return { ...describe(plan, findings), passed: false, refusal };
}

function describe(
  plan: DriverPlan,
  { modules, kernel, warnings, boot }: DriverFindings,
): Omit<DriverVerdict, 'passed'> {
  const listed = limit(
    modules.map(describeModule).sort((a, b) => (a.path < b.path ? -1 : 1)),
    module => JSON.stringify(module).length,
    MAX_MODULE_CHARACTERS,
  );
  const exports = limitSymbols(modules.map(({ info }) => info?.exports ?? []));
  const own = new Set(exports.kept.map(({ symbol }) => symbol));
  const symbols = limitSymbols(
    modules.map(({ info }) =>
      (info?.versions ?? []).filter(({ symbol }) => !own.has(symbol)),
    ),
  );
  const omittedSymbols = exports.omitted + symbols.omitted;
  const { driver } = plan;
  return {
    format: 1,
    entityRef: plan.entityRef,
    source: plan.source,
    kernel: plan.kernel,
    variant: plan.variant,
    architecture: plan.architecture,
    unameRelease: plan.unameRelease,
    ...(driver?.version !== undefined && { driverVersion: driver.version }),
    heldAgainst: {
      toolkit: plan.toolkitImage,
      ...(kernel && { symbolRecord: kernel.id }),
      ...(kernel?.record.symbols && {
        kernelSymbols: kernel.record.symbols.size,
      }),
    },
    modules: listed.kept,
    ...(listed.omitted > 0 && { omittedModules: listed.omitted }),
    symbols: inColumns(symbols.kept),
    exports: inColumns(exports.kept),
    ...(omittedSymbols > 0 && { omittedSymbols }),
    warnings: warnings.slice(0, MAX_WARNINGS),
    ...(boot && { boot: describeBoot(boot) }),
  };
}

/** Without its time, so that the same outcome is the same record. */
function describeBoot({ failure, modules, lines }: BootReport): VerdictBoot {
  return {
    modules: modules.slice(0, MAX_BOOTED),
    ...(failure && { failure, lines }),
  };
}

function describeModule(module: ImageModule): VerdictModule {
  const { path, info } = module;
  const compression = /\.ko\.(gz|xz|zst)$/.exec(path)?.[1];
  return {
    name: printableText(moduleNameOf(module), MAX_SYMBOL_LENGTH),
    path,
    machine: info?.architecture ?? 'unknown',
    ...(info?.version !== undefined && { version: info.version }),
    ...(info?.srcversion !== undefined && { srcversion: info.srcversion }),
    ...(info?.vermagic !== undefined && { vermagic: info.vermagic }),
    ...(info?.license !== undefined && { license: info.license }),
    depends: info?.depends ?? [],
    ...(info?.signature && {
      signature: describeModuleSignature(info.signature),
    }),
    ...(compression && {
      compression: compression as VerdictModule['compression'],
    }),
    versioned: info?.versions !== undefined,
  };
}

type Symbol = Pick<SymbolVersion, 'symbol'> & { crc?: number };

/** Each symbol and checksum once, in the order of names. */
function limitSymbols(lists: Symbol[][]) {
  return limit(
    distinctSymbols(lists),
    ({ symbol }) =>
      symbol.length > MAX_SYMBOL_LENGTH ? Infinity : symbol.length,
    MAX_SYMBOL_CHARACTERS,
  );
}

/** Keeps the first items that fit, and leaves out those that never would. */
function limit<T>(
  items: readonly T[],
  sizeOf: (item: T) => number,
  maxSize: number,
): { kept: T[]; omitted: number } {
  const kept: T[] = [];
  let size = 0;
  for (const item of items) {
    const more = sizeOf(item);
    if (size + more <= maxSize) {
      kept.push(item);
      size += more;
    }
  }
  return { kept, omitted: items.length - kept.length };
}

function inColumns(symbols: readonly Symbol[]): VerdictSymbols {
  const hasVersions = symbols.every(({ crc }) => crc !== undefined);
  return {
    names: symbols.map(({ symbol }) => symbol),
    ...(hasVersions && { crcs: symbols.map(({ crc }) => crc!) }),
  };
}
