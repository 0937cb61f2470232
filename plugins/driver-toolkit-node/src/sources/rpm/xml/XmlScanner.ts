import { Byte } from './characters';
import { ElementSkipper, UNSKIPPABLE } from './ElementSkipper';
import { malformed } from './malformed';
import { NameTable } from './NameTable';
import { readAttributes } from './readAttributes';
import { INCOMPLETE } from './references';
import { scanByteOrderMark } from './scanByteOrderMark';
import { scanEndTag } from './scanEndTag';
import { scanMarkup } from './scanMarkup';
import { scanSpace, scanText } from './scanText';
import { TagScanner } from './TagScanner';
import { TextCollector } from './TextCollector';
import { Utf8Checker } from './Utf8Checker';

/** Real lists nest six deep. */
const MAX_DEPTH = 32;
/** Bytes of one tag or comment; real ones have a few hundred. */
const MAX_MARKUP = 64 * 1024;
/** Bytes without any tag: real lists have a description of some kilobytes at most. */
const MAX_TAGLESS = 4 * 1024 * 1024;
/** Bytes of an element that are kept to find its end; a longer one is scanned. */
const MAX_SKIPPED = 1024 * 1024;
/** Bytes of a chunk that are put to what was left over, to spare a copy of all. */
const HEAD = 8 * 1024;

/** Is told of elements as they come, their names as numbers. */
export interface XmlEvents {
  /** `scanner.depth` counts the element. */
  open(name: number, scanner: XmlScanner): void;
  /** @param text - What stood in it since {@link XmlScanner.wantText}. */
  close(name: number, text: string, scanner: XmlScanner): void;
}

/**
 * Scans XML 1.0 as it comes in, byte by byte.
 *
 * @remarks
 * Only what is asked for becomes a string, which makes it fast. What is not
 * well-formed, or not UTF-8, is refused all the same. So are document types,
 * and with them entities of the document's own, and what exceeds any honest
 * document's depth or lengths.
 */
export class XmlScanner {
  readonly names = new NameTable();
  readonly #tags = new TagScanner(this.names);
  readonly #utf8 = new Utf8Checker();
  readonly #open = new Int32Array(MAX_DEPTH);
  #openCount = 0;
  #rootSeen = false;
  #bytes: Buffer = Buffer.alloc(0);
  /** Bytes before `bytes`. */
  #offset = 0;
  /** Where the document begins: after its byte order mark. */
  #beginning = 0;
  #tagless = 0;
  readonly #skipper = new ElementSkipper();
  /** How many elements will be open when the one that is skipped ends. */
  #skipTo = 0;
  readonly #text = new TextCollector();

  readonly #events: XmlEvents;

  constructor(events: XmlEvents) {
    this.#events = events;
  }

  /** How many elements are open. */
  get depth(): number {
    return this.#openCount;
  }

  /** Whether the element just opened declares namespaces. */
  get declaresNamespace(): boolean {
    return this.#tags.declaresNamespace;
  }

  /** Attributes of the element just opened. */
  attributes(): Map<string, string> {
    const { attributesStart, attributesEnd } = this.#tags;
    return readAttributes(
      this.#bytes.toString('utf8', attributesStart, attributesEnd),
    );
  }

  /** Asks for the text of the element just opened, which then must have no elements in it. */
  wantText(): void {
    this.#text.start();
  }

  /**
   * Passes over the rest of the open element at this depth, which is told of
   * its end and nothing else.
   *
   * @remarks
   * It is not looked at, so it may be malformed. Its end is the next end tag of
   * its name: a caller has to know by other means that none is missing.
   */
  skipRest(depth: number): void {
    this.#skipTo = depth;
    this.#skipper.start(this.names.nameOf(this.#open[depth - 1]));
  }

  write(chunk: Buffer): void {
    this.#utf8.write(chunk);
    const head = this.#bytes.length > 0 ? chunk.subarray(0, HEAD) : chunk;
    this.#scanMore(
      this.#bytes.length > 0 ? Buffer.concat([this.#bytes, head]) : head,
    );
    const rest = chunk.subarray(head.length);
    if (rest.length > 0) {
      const left = this.#bytes.length;
      this.#scanMore(
        left <= head.length
          ? chunk.subarray(head.length - left)
          : Buffer.concat([this.#bytes, rest]),
      );
    }
  }

  /** @throws where anything is left open. */
  end(): void {
    this.#utf8.end();
    if (this.#bytes.length > 0 || this.#openCount > 0) {
      throw malformed('it ends too early');
    }
    if (!this.#rootSeen) {
      throw malformed('it is empty');
    }
  }

  #scanMore(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#skipper.reset();
    const end = this.#scan();
    this.#offset += end;
    this.#bytes = bytes.subarray(end);
    if (this.#skipTo === 0 && this.#bytes.length > MAX_MARKUP) {
      throw malformed(`a tag or comment has more than ${MAX_MARKUP} bytes`);
    }
  }

  /** @returns Up to where everything was understood; the rest needs more bytes. */
  #scan(): number {
    const bytes = this.#bytes;
    let at = this.#offset === 0 ? scanByteOrderMark(bytes) : 0;
    if (at === INCOMPLETE) {
      return 0;
    }
    this.#beginning += at;
    while (at < bytes.length) {
      if (this.#skipTo > 0) {
        const end = this.#skip(at);
        if (end === INCOMPLETE) {
          return at;
        }
        at = end;
      }
      const start = at;
      if (bytes[at] === Byte.less) {
        at = this.#scanAfterLess(at);
        if (at === INCOMPLETE) {
          return start;
        }
        this.#tagless = 0;
      } else {
        at = this.#scanText(at);
        this.#tagless += at - start;
        if (this.#tagless > MAX_TAGLESS) {
          throw malformed(`there is no tag in ${MAX_TAGLESS} bytes`);
        }
        if (at < bytes.length && bytes[at] !== Byte.less) {
          return at;
        }
      }
    }
    return at;
  }

  #skip(start: number): number {
    const bytes = this.#bytes;
    const at = this.#skipper.skip(bytes, start);
    if (at === INCOMPLETE && bytes.length - start <= MAX_SKIPPED) {
      return at;
    }
    const depth = this.#skipTo;
    this.#skipTo = 0;
    if (at === INCOMPLETE || at === UNSKIPPABLE) {
      return start;
    }
    this.#openCount = depth;
    return at;
  }

  #scanAfterLess(start: number): number {
    const bytes = this.#bytes;
    if (start + 1 === bytes.length) {
      return INCOMPLETE;
    }
    switch (bytes[start + 1]) {
      case Byte.slash:
        return this.#scanEndTag(start);
      case Byte.exclamation:
      case Byte.question:
        return this.#scanOtherMarkup(start);
      default:
        return this.#scanStartTag(start);
    }
  }

  #scanStartTag(start: number): number {
    const end = this.#tags.scan(this.#bytes, start);
    if (end === INCOMPLETE) {
      return end;
    }
    if (this.#openCount === 0 && this.#rootSeen) {
      throw malformed('it has more than one root');
    }
    if (this.#openCount === MAX_DEPTH) {
      throw malformed('its elements lie too deep');
    }
    if (this.#text.collecting) {
      throw malformed('there is an element where text should be');
    }
    this.#rootSeen = true;
    const { name, empty } = this.#tags;
    this.#open[this.#openCount++] = name;
    this.#events.open(name, this);
    if (empty) {
      this.#closeElement(name);
    }
    return end;
  }

  #scanEndTag(start: number): number {
    const bytes = this.#bytes;
    const openCount = this.#openCount;
    if (openCount === 0) {
      throw malformed('an end tag has no start tag');
    }
    const name = this.#open[openCount - 1];
    const end = scanEndTag(bytes, start, name, this.names);
    if (end !== INCOMPLETE) {
      this.#closeElement(name);
    }
    return end;
  }

  #closeElement(name: number): void {
    this.#events.close(name, this.#text.take(), this);
    this.#openCount--;
  }

  #scanOtherMarkup(start: number): number {
    const isFirst = this.#offset + start === this.#beginning;
    const markup = scanMarkup(this.#bytes, start, isFirst);
    if (!markup) {
      return INCOMPLETE;
    }
    if (markup.text) {
      this.#requireRoot();
      this.#text.add(this.#bytes, markup.text.start, markup.text.end, true);
    }
    return markup.end;
  }

  /** @returns Where a tag begins, the bytes end, or more of them are needed. */
  #scanText(start: number): number {
    const bytes = this.#bytes;
    if (this.#openCount > 0) {
      const end = scanText(bytes, start);
      this.#text.add(bytes, start, end, false);
      return end;
    }
    const end = scanSpace(bytes, start);
    if (end < bytes.length && bytes[end] !== Byte.less) {
      this.#requireRoot();
    }
    return end;
  }

  #requireRoot(): void {
    if (this.#openCount === 0) {
      throw malformed('there is text outside of its root');
    }
  }
}
