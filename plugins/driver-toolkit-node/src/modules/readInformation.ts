import { InputError } from '@backstage/errors';
import { printableText } from '../http/printableText';

/** Characters kept of a value; real ones have fewer than a hundred. */
const MAX_VALUE_LENGTH = 256;
/** Bound of values with one key; in-tree modules have up to thirty. */
const MAX_VALUES = 64;
/** Names of a `depends` value; in-tree modules have up to twenty. */
const MAX_NAMES = 256;
const MAX_NAME_LENGTH = 64;

/** The part of `.modinfo` that the kernel and its tools read. @public */
export interface ModuleInformation {
  /** Undefined if the module has none. */
  name?: string;
  vermagic?: string;
  /** The driver's own version. */
  version?: string;
  /** A hash of its source files. */
  srcversion?: string;
  license?: string;
  /** Modules that must be loaded before; with `_` for `-`. */
  depends: string[];
  /** Values such as `pre: mdio post: phy`. */
  softDependencies: string[];
  /** Namespaces of symbols that it imports. */
  importedNamespaces: string[];
}

/**
 * Reads the `.modinfo` section: `key=value` pairs that end in NUL.
 *
 * @remarks
 * The first value of a key counts, like in the kernel. A second, different
 * vermagic is an attempt to deceive.
 *
 * @throws InputError if it has vermagics that differ
 */
export function readInformation(section: Buffer): ModuleInformation {
  return {
    name: first(section, 'name'),
    vermagic: vermagicOf(section),
    version: first(section, 'version'),
    srcversion: first(section, 'srcversion'),
    license: first(section, 'license'),
    depends: namesOf(first(section, 'depends', MAX_NAMES * MAX_NAME_LENGTH)),
    softDependencies: all(section, 'softdep'),
    importedNamespaces: all(section, 'import_ns'),
  };
}

function namesOf(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .filter(name => name !== '')
    .slice(0, MAX_NAMES)
    .map(name => normalizeModuleName(name.slice(0, MAX_NAME_LENGTH)));
}

/**
 * The kernel's own form of a module's name, with `_` for `-`. @public
 */
export function normalizeModuleName(name: string): string {
  return name.replaceAll('-', '_');
}

function vermagicOf(section: Buffer): string | undefined {
  let found: Buffer | undefined;
  for (const value of values(section, 'vermagic')) {
    found ??= value;
    if (!value.equals(found)) {
      throw new InputError(
        `It has two vermagics that differ: '${show(found)}' and '${show(
          value,
        )}'`,
      );
    }
  }
  return found && show(found);
}

function first(
  section: Buffer,
  key: string,
  maxLength?: number,
): string | undefined {
  for (const value of values(section, key)) {
    return show(value, maxLength);
  }
  return undefined;
}

function all(section: Buffer, key: string): string[] {
  const found: string[] = [];
  for (const value of values(section, key)) {
    if (found.length === MAX_VALUES) {
      break;
    }
    found.push(show(value));
  }
  return found;
}

/** Scans in place: only requested values are copied. */
function* values(section: Buffer, key: string): Generator<Buffer> {
  const start = `${key}=`;
  for (
    let at = section.indexOf(start, 0, 'latin1');
    at !== -1;
    at = section.indexOf(start, at + 1, 'latin1')
  ) {
    if (at > 0 && section[at - 1] !== 0) {
      continue; // within another key's value
    }
    const end = section.indexOf(0, at);
    yield section.subarray(
      at + start.length,
      end === -1 ? section.length : end,
    );
  }
}

function show(value: Buffer, maxLength = MAX_VALUE_LENGTH): string {
  return printableText(value.toString('utf8', 0, maxLength), maxLength);
}
