import { setImmediate as nextTurn } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import { SaxesParser } from 'saxes';

/** Milliseconds of parsing after which others get their turn. */
const TURN_MS = 10;
/** Characters without any tag: real lists have a description of some kilobytes at most. */
const MAX_TAGLESS = 4 * 1024 * 1024;
const MAX_DEPTH = 32;

/** Is told of elements by their local names. */
export interface XmlVisitor {
  /** @param path - Names from the root to this element. */
  open(path: readonly string[], attributes: Record<string, string>): void;
  /** @param text - Text since the last tag: all of it in a leaf. */
  close(path: readonly string[], text: string): void;
}

/**
 * Parses XML as it comes in. Document types, and with them entities of the
 * document's own, are refused.
 */
export async function parseXml(
  chunks: AsyncIterable<Uint8Array>,
  visitor: XmlVisitor,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new SaxesParser();
  const tagless = { size: 0 };
  listen(parser, visitor, tagless);
  let turnEnds = Date.now() + TURN_MS;
  for await (const chunk of chunks) {
    tagless.size += chunk.length;
    parser.write(decoder.decode(chunk, { stream: true }));
    if (tagless.size > MAX_TAGLESS) {
      throw new ServiceUnavailableError('It is not a list of packages');
    }
    if (Date.now() > turnEnds) {
      await nextTurn();
      turnEnds = Date.now() + TURN_MS;
    }
  }
  parser.write(decoder.decode());
  parser.close();
}

function listen(
  parser: SaxesParser,
  visitor: XmlVisitor,
  tagless: { size: number },
): void {
  const path: string[] = [];
  let text = '';
  parser.on('error', error => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new ServiceUnavailableError('It has a DOCTYPE, which is refused');
  });
  parser.on('text', part => {
    text += part;
  });
  parser.on('opentag', tag => {
    if (path.length === MAX_DEPTH) {
      throw new ServiceUnavailableError('Its elements lie too deep');
    }
    path.push(localName(tag.name));
    text = '';
    tagless.size = 0;
    visitor.open(path, tag.attributes);
  });
  parser.on('closetag', () => {
    visitor.close(path, text);
    path.pop();
    text = '';
    tagless.size = 0;
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
