import { resolveReferences } from './references';

const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const LINE_BREAK_OR_TAB = /\r\n|[\r\n\t]/g;

/**
 * Attributes of a start tag that a scanner has checked.
 *
 * @param tag - The text between its name and its end.
 */
export function readAttributes(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name, doubleQuoted, singleQuoted] of tag.matchAll(ATTRIBUTE)) {
    const value = doubleQuoted ?? singleQuoted;
    attributes.set(
      name,
      // Normalised by XML 1.0, section 3.3.3.
      resolveReferences(value.replace(LINE_BREAK_OR_TAB, ' ')),
    );
  }
  return attributes;
}
