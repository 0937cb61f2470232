import { XmlScanner } from './XmlScanner';

/** Receives elements by their local names. */
export interface XmlVisitor {
  /**
   * @param path - Names from the root to this element.
   * @returns Whether its text is requested; it must then not contain elements.
   */
  open(path: readonly string[], attributes: Map<string, string>): boolean;
  /** @param text - Empty if it was not requested. */
  close(path: readonly string[], text: string): void;
}

/** The root element. */
export interface XmlRoot {
  name: string;
  namespace?: string;
}

/**
 * Parses a small document; lists of packages use a separate scanner.
 *
 * @remarks
 * Prefixes are removed without resolving them; only the root's namespace is
 * reported.
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

/** The namespace of an element that declares its own, like roots. */
function ownOf(
  name: string,
  attributes: Map<string, string>,
): string | undefined {
  const colon = name.indexOf(':');
  return attributes.get(colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`);
}
