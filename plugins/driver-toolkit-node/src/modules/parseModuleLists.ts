import type { InTreeModule } from './KernelRecord';
import { normalizeModuleName } from './readInformation';

const MODULE_FILE = /\.ko(\.(gz|xz|zst))?$/;
const MAX_NAME_LENGTH = 64;
/** A whole kernel of Debian has 4,000. */
const MAX_MODULES = 32_768;
const MAX_DEPENDENCIES = 256;
/** Stable lists of RHEL have up to 1,200. */
const MAX_SYMBOLS = 65_536;
const MAX_SYMBOL_LENGTH = 512;

/**
 * Parses `modules.dep`, which depmod writes: lines such as
 * `kernel/a.ko: kernel/b.ko kernel/c.ko`.
 *
 * @public
 */
export function parseModulesDep(text: string): InTreeModule[] {
  return linesOf(text, MAX_MODULES).flatMap(line => {
    const [path, paths = ''] = line.split(':', 2);
    const name = nameOf(path);
    const depends = paths.split(' ').flatMap(nameOf);
    return name.map(found => ({
      name: found,
      depends: depends.slice(0, MAX_DEPENDENCIES),
    }));
  });
}

/**
 * Parses `modules.builtin` or `modules.order`, which kbuild writes: a path of a
 * module on each line.
 *
 * @returns names, with `_` for `-`
 * @public
 */
export function parseModulePaths(text: string): string[] {
  return linesOf(text, MAX_MODULES).flatMap(nameOf);
}

/**
 * Parses the list of symbols that a distribution of Red Hat's family promises to
 * keep over a release: a section's name in brackets, and a symbol on each line.
 *
 * @public
 */
export function parseStablelist(text: string): string[] {
  return linesOf(text, MAX_SYMBOLS).filter(
    line => /^[^[#]/.test(line) && line.length <= MAX_SYMBOL_LENGTH,
  );
}

/** Stops at the limit, so that a file of newlines costs no memory. */
function linesOf(text: string, limit: number): string[] {
  return text
    .split('\n', limit)
    .map(line => line.trim())
    .filter(Boolean);
}

/** @returns none for a path of anything else */
function nameOf(path: string): string[] {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const name = file.replace(MODULE_FILE, '');
  return name === file || name === '' || name.length > MAX_NAME_LENGTH
    ? []
    : [normalizeModuleName(name)];
}
