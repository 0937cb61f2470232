import { posix } from 'node:path';
import { normalizeModuleName } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { MODULE_FILE } from '../../../modules/unpackModule';

/** A module of a toolkit image's kernel. */
export interface InTreeModule {
  name: string;
  /** Relative to the folder of the kernel's modules. */
  path: string;
  /** What it depends on, in load order. */
  depends: string[];
}

/** Modules to load before and after another one, if they exist. */
export interface SoftDependencies {
  before: string[];
  after: string[];
}

const NONE: SoftDependencies = { before: [], after: [] };

/** What depmod says about a kernel's own modules. */
export class ModuleIndex {
  readonly #modules = new Map<string, InTreeModule>();
  readonly #soft = new Map<string, SoftDependencies>();
  readonly #aliases = new Map<string, string[]>();

  /** @param files - texts of depmod's files; empty for one that is missing */
  constructor(files: { dep: string; softdep: string; alias: string }) {
    for (const line of files.dep.split('\n')) {
      const [path, depends] = line.split(':');
      if (depends !== undefined) {
        const name = nameOf(path);
        // The file lists the nearest first.
        const names = depends.split(' ').filter(Boolean).map(nameOf).reverse();
        this.#modules.set(name, { name, path, depends: names });
      }
    }
    for (const line of files.softdep.split('\n')) {
      const match = /^softdep (\S+) (.*)$/.exec(line);
      if (match) {
        this.#soft.set(
          normalizeModuleName(match[1]),
          parseSoftDependencies(match[2]),
        );
      }
    }
    for (const line of files.alias.split('\n')) {
      const [keyword, alias, module] = line.split(' ');
      if (keyword === 'alias' && module && !alias.includes('*')) {
        const names = this.#aliases.get(normalizeModuleName(alias)) ?? [];
        names.push(normalizeModuleName(module));
        this.#aliases.set(normalizeModuleName(alias), names);
      }
    }
  }

  get(name: string): InTreeModule | undefined {
    return this.#modules.get(name);
  }

  softDependenciesOf(name: string): SoftDependencies {
    return this.#soft.get(name) ?? NONE;
  }

  /** The modules that a name or an alias stands for; empty for built-in code. */
  find(name: string): string[] {
    const normal = normalizeModuleName(name);
    return this.#modules.has(normal)
      ? [normal]
      : this.#aliases.get(normal) ?? [];
  }
}

/** @param text - such as `pre: a b post: c` */
export function parseSoftDependencies(text: string): SoftDependencies {
  const found: SoftDependencies = { before: [], after: [] };
  let current: string[] | undefined;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (word === 'pre:') {
      current = found.before;
    } else if (word === 'post:') {
      current = found.after;
    } else {
      current?.push(word);
    }
  }
  return found;
}

function nameOf(path: string): string {
  return normalizeModuleName(posix.basename(path).replace(MODULE_FILE, ''));
}
