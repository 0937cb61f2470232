import { ServiceUnavailableError } from '@backstage/errors';
import { parseKernelPackage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { RpmPackage } from '../RpmPackage';
import type { XmlEvents } from '../xml/XmlEvents';
import type { XmlScanner } from '../xml/XmlScanner';
import {
  readPrimaryRoot,
  type PrimaryElement,
  type PrimaryRoot,
} from './readPrimaryRoot';

const UNAME_PROVIDE = /^kernel.*-uname-r$/;

/**
 * Collects the kernel's packages of a list of packages (createrepo's
 * `primary.xml`); all others are passed over, however many they are.
 *
 * @remarks
 * A list is taken as a whole or not at all: a package without a name, a kernel
 * package without a version, or another number of packages than the list says
 * that it has are errors.
 */
export class PrimaryReader implements XmlEvents {
  readonly packages: RpmPackage[] = [];
  private readonly elements = new Map<number, PrimaryElement>();
  private root: PrimaryRoot | undefined;
  private count = 0;
  private current = emptyPackage();
  /** The current package is none of the kernel's. */
  private passing = true;
  private inFormat = false;
  private inProvides = false;

  open(name: number, scanner: XmlScanner): void {
    const { depth } = scanner;
    if (depth === 1) {
      this.openRoot(name, scanner);
      return;
    }
    if (scanner.declaresNamespace) {
      this.requireSameNamespaces(scanner);
    }
    if (depth === 2) {
      this.passing = this.elements.get(name) !== 'package';
      if (!this.passing) {
        this.count++;
        this.current = emptyPackage();
      }
    } else if (!this.passing) {
      this.openInPackage(depth, this.elements.get(name), scanner);
    }
  }

  close(name: number, text: string, scanner: XmlScanner): void {
    if (this.passing) {
      return;
    }
    const { depth } = scanner;
    const element = this.elements.get(name);
    if (depth === 2) {
      this.closePackage();
    } else if (depth === 3) {
      this.closeInPackage(element, text, scanner);
    } else if (depth === 4 && this.inFormat) {
      this.inProvides = false;
      if (element === 'sourcerpm') {
        this.current.sourceRpm = text || undefined;
      }
    }
  }

  /** @throws ServiceUnavailableError where packages are missing or too many. */
  end(): void {
    const expected = this.root?.packages;
    if (expected !== undefined && expected !== this.count) {
      throw new ServiceUnavailableError(
        `It has ${this.count} packages, but says that it has ${expected}`,
      );
    }
  }

  private openRoot(name: number, scanner: XmlScanner): void {
    const { names } = scanner;
    this.root = readPrimaryRoot(names.nameOf(name), scanner.attributes());
    for (const [qualified, element] of this.root.elements) {
      this.elements.set(names.numberOf(qualified), element);
    }
  }

  /** What a prefix stands for is looked up once, at the root. */
  private requireSameNamespaces(scanner: XmlScanner): void {
    for (const [key, namespace] of scanner.attributes()) {
      const declares = key === 'xmlns' || key.startsWith('xmlns:');
      if (declares && this.root?.namespaces.get(key) !== namespace) {
        throw new ServiceUnavailableError(
          'It declares other namespaces within than at its root, which is refused',
        );
      }
    }
  }

  private openInPackage(
    depth: number,
    element: PrimaryElement | undefined,
    scanner: XmlScanner,
  ): void {
    if (depth === 3) {
      this.inFormat = element === 'format';
      if (element === 'name' || element === 'arch') {
        scanner.wantText();
      } else if (element === 'version') {
        const attributes = scanner.attributes();
        this.current.version = attributes.get('ver') ?? '';
        this.current.release = attributes.get('rel') ?? '';
      }
    } else if (depth === 4 && this.inFormat) {
      this.inProvides = element === 'provides';
      if (element === 'sourcerpm') {
        scanner.wantText();
      }
    } else if (depth === 5 && this.inProvides && element === 'entry') {
      takeProvide(this.current, scanner.attributes());
    }
  }

  private closeInPackage(
    element: PrimaryElement | undefined,
    text: string,
    scanner: XmlScanner,
  ): void {
    this.inFormat = false;
    if (element === 'arch') {
      this.current.architecture = text;
    } else if (element === 'name') {
      if (text === '') {
        throw new ServiceUnavailableError('One of its packages has no name');
      }
      this.current.name = text;
      if (!parseKernelPackage(text)) {
        this.passing = true;
        if (this.root?.packages !== undefined) {
          // Were an end tag missing, the count would tell.
          scanner.skipRest(2);
        }
      }
    }
  }

  private closePackage(): void {
    const { name, version, release, architecture } = this.current;
    if (name === '') {
      throw new ServiceUnavailableError('One of its packages has no name');
    }
    if (version === '' || release === '' || architecture === '') {
      throw new ServiceUnavailableError(
        `Its package ${name} has no version, release or architecture`,
      );
    }
    this.packages.push(this.current);
    this.passing = true;
  }
}

function emptyPackage(): RpmPackage {
  return {
    name: '',
    version: '',
    release: '',
    architecture: '',
    unameReleases: {},
  };
}

/** createrepo splits the provide's value, a `uname -r`, at its last "-". */
function takeProvide(
  current: RpmPackage,
  attributes: Map<string, string>,
): void {
  const name = attributes.get('name') ?? '';
  const version = attributes.get('ver');
  const release = attributes.get('rel');
  if (
    UNAME_PROVIDE.test(name) &&
    version !== undefined &&
    release !== undefined
  ) {
    current.unameReleases[name] = `${version}-${release}`;
  }
}
