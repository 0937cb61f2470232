import { parseKernelPackage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { printableText } from '../../../http/printableText';
import type { RpmPackage } from '../RpmPackage';
import type { XmlEvents, XmlScanner } from '../xml/XmlScanner';
import {
  readPrimaryRoot,
  type PrimaryElement,
  type PrimaryRoot,
} from './readPrimaryRoot';

/** Names of provides and requires with a `uname -r` as their value. */
const UNAME = /^kernel.*-uname-r$/;
/** Maximum of broken packages with a warning each. */
const MAX_NAMED = 5;
/** Characters of a name. */
const MAX_SHOWN = 100;

/**
 * Collects the kernel's packages of a list of packages (createrepo's
 * `primary.xml`) and skips all others.
 *
 * @remarks
 * Verified bytes are trusted: a broken package is left out with a warning, and
 * a wrong package count also only gives a warning. A list that is not
 * well-formed is an error.
 */
export class PrimaryReader implements XmlEvents {
  readonly packages: RpmPackage[] = [];
  readonly #elements = new Map<number, PrimaryElement>();
  #root: PrimaryRoot | undefined;
  #count = 0;
  readonly #brokenPackages: string[] = [];
  #current = emptyPackage();
  /** The current package does not belong to a kernel. */
  #passing = true;
  #inFormat = false;
  /** The kind of the current element's entries. */
  #entries: 'unameReleases' | 'requiredUnames' | undefined;

  readonly #options: { strict?: boolean };

  /**
   * @param strict - Scan every package to its end, not only those of kernels.
   */
  constructor(options: { strict?: boolean } = {}) {
    this.#options = options;
  }

  /** Whether its package count is wrong. */
  get isMiscounted(): boolean {
    const expected = this.#root?.packages;
    return expected !== undefined && expected !== this.#count;
  }

  /** Ignored parts of the list, one phrase each. */
  get warnings(): string[] {
    const { packages, miscount } = this.#root ?? {};
    const brokenPackages = this.#brokenPackages;
    const others = brokenPackages.length - MAX_NAMED;
    return [
      ...(miscount === undefined
        ? []
        : [`its package count is '${show(miscount)}'`]),
      ...(this.isMiscounted
        ? [`its package count is ${packages}, but it has ${this.#count}`]
        : []),
      ...brokenPackages.slice(0, MAX_NAMED),
      ...(others > 0 ? [`${others} more packages are left out`] : []),
    ];
  }

  open(name: number, scanner: XmlScanner): void {
    const { depth } = scanner;
    if (depth === 1) {
      this.#openRoot(name, scanner);
      return;
    }
    if (depth === 2) {
      this.#passing = this.#elements.get(name) !== 'package';
      if (!this.#passing) {
        this.#count++;
        this.#current = emptyPackage();
      }
    }
    if (!this.#passing && scanner.declaresNamespace) {
      this.#checkNamespaces(scanner);
    }
    if (depth === 2) {
      return;
    }
    if (!this.#passing) {
      this.#openInPackage(depth, this.#elements.get(name), scanner);
    }
  }

  close(name: number, text: string, scanner: XmlScanner): void {
    if (this.#passing) {
      return;
    }
    const { depth } = scanner;
    const element = this.#elements.get(name);
    if (depth === 2) {
      this.#closePackage();
    } else if (depth === 3) {
      this.#closeInPackage(element, text, scanner);
    } else if (depth === 4 && this.#inFormat) {
      this.#entries = undefined;
      if (element === 'sourcerpm') {
        this.#current.sourceRpm = text || undefined;
      }
    }
  }

  #openRoot(name: number, scanner: XmlScanner): void {
    const { names } = scanner;
    this.#root = readPrimaryRoot(names.nameOf(name), scanner.attributes());
    for (const [qualified, element] of this.#root.elements) {
      this.#elements.set(names.numberOf(qualified), element);
    }
  }

  /** Prefixes are resolved once, at the root. */
  #checkNamespaces(scanner: XmlScanner): void {
    for (const [key, namespace] of scanner.attributes()) {
      const declares = key === 'xmlns' || key.startsWith('xmlns:');
      if (declares && !this.#root?.isDeclared(key, namespace)) {
        this.#leaveOut('it declares its own namespaces');
        return;
      }
    }
  }

  #leaveOut(reason: string): void {
    const { name } = this.#current;
    const which = name === '' ? 'a package' : `package ${show(name)}`;
    this.#brokenPackages.push(`${which} is left out: ${reason}`);
    this.#passing = true;
  }

  #openInPackage(
    depth: number,
    element: PrimaryElement | undefined,
    scanner: XmlScanner,
  ): void {
    if (depth === 3) {
      this.#inFormat = element === 'format';
      if (element === 'name' || element === 'arch') {
        scanner.wantText();
      } else if (element === 'version') {
        const attributes = scanner.attributes();
        this.#current.version = attributes.get('ver') ?? '';
        this.#current.release = attributes.get('rel') ?? '';
      }
    } else if (depth === 4 && this.#inFormat) {
      this.#entries = entriesOf(element);
      if (element === 'sourcerpm') {
        scanner.wantText();
      }
    } else if (depth === 5 && this.#entries && element === 'entry') {
      takeUname(this.#current[this.#entries], scanner.attributes());
    }
  }

  #closeInPackage(
    element: PrimaryElement | undefined,
    text: string,
    scanner: XmlScanner,
  ): void {
    this.#inFormat = false;
    if (element === 'arch') {
      this.#current.architecture = text;
    } else if (element === 'name') {
      this.#current.name = text;
      if (text !== '' && !parseKernelPackage(text)) {
        this.#passing = true;
        if (this.#root?.packages !== undefined && !this.#options.strict) {
          // The count would reveal a missing end tag.
          scanner.skipRest(2);
        }
      }
    }
  }

  #closePackage(): void {
    const { name, version, release, architecture } = this.#current;
    if (name === '') {
      this.#leaveOut('it has no name');
    } else if (version === '' || release === '' || architecture === '') {
      this.#leaveOut('it has no version, release or architecture');
    } else {
      this.packages.push(this.#current);
      this.#passing = true;
    }
  }
}

function show(text: string): string {
  return printableText(text, MAX_SHOWN);
}

function emptyPackage(): RpmPackage {
  return {
    name: '',
    version: '',
    release: '',
    architecture: '',
    unameReleases: {},
    requiredUnames: {},
  };
}

function entriesOf(element: PrimaryElement | undefined) {
  switch (element) {
    case 'provides':
      return 'unameReleases';
    case 'requires':
      return 'requiredUnames';
    default:
      return undefined;
  }
}

/** createrepo splits the value, a `uname -r`, at its last "-". */
function takeUname(
  unames: Record<string, string>,
  attributes: Map<string, string>,
): void {
  const name = attributes.get('name') ?? '';
  const version = attributes.get('ver');
  const release = attributes.get('rel');
  if (UNAME.test(name) && version !== undefined && release !== undefined) {
    unames[name] = `${version}-${release}`;
  }
}
