import { XmlScanner } from './XmlScanner';

/** Is told of elements by their local names. */
export interface XmlVisitor {
  /**
   * @param path - Names from the root to this element.
   * @returns Whether its text is wanted; it must then have no elements in it.
   */
  open(path: readonly string[], attributes: Map<string, string>): boolean;
  /** @param text - Empty where it was not asked for. */
  close(path: readonly string[], text: string): void;
}

/** What the root element is. */
export interface XmlRoot {
  name: string;
  namespace?: string;
}

/**
 * Parses a small document; lists of packages go through a scanner of their own.
 *
 * @remarks
 * Prefixes are taken off without a look at what they stand for: only the
 * root's namespace is told.
 */
export function parseXml(content: Buffer, visitor: XmlVisitor): XmlRoot {
  const path: string[] = [];
  let root: XmlRoot | undefined;
  const scanner = new XmlScanner({
    open(number) {
      const name = scanner.names.nameOf(number);
      const attributes = scanner.attributes();
      root ??= { name: localName(name), namespace: ownOf(name, attributes) };
      path.push(localName(name));
      if (visitor.open(path, attributes)) {
        scanner.wantText();
      }
    },
    close(_, text) {
      visitor.close(path, text);
      path.pop();
    },
  });
  scanner.write(content);
  scanner.end();
  return root ?? { name: '' };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The namespace of an element that declares its own, as roots do. */
function ownOf(
  name: string,
  attributes: Map<string, string>,
): string | undefined {
  const colon = name.indexOf(':');
  return attributes.get(colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`);
}
