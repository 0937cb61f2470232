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
/** Bytes without any tag; real descriptions have a few kilobytes at most. */
const MAX_TAGLESS = 4 * 1024 * 1024;
/**
 * Bytes of an element that are buffered to find its end; a longer one is
 * scanned.
 */
const MAX_SKIPPED = 1024 * 1024;
/**
 * Bytes of a chunk that are appended to the rest, to avoid copying all of it.
 */
const HEAD = 8 * 1024;

/** Receives elements in order, with their names as numbers. */
export interface XmlEvents {
  /** `scanner.depth` counts the element. */
  open(name: number, scanner: XmlScanner): void;
  /** @param text - Its text since {@link XmlScanner.wantText}. */
  close(name: number, text: string, scanner: XmlScanner): void;
}

/**
 * Scans streamed XML 1.0, byte by byte.
 *
 * @remarks
 * It is fast because only requested texts become strings. It refuses documents
 * that are not well-formed or not UTF-8, document types (and with them custom
 * entities), and anything beyond the depth or lengths of real documents.
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
  /** Start of the document, after its byte order mark. */
  #beginning = 0;
  #tagless = 0;
  readonly #skipper = new ElementSkipper();
  /** Depth at the end of the skipped element. */
  #skipTo = 0;
  readonly #text = new TextCollector();

  readonly #events: XmlEvents;

  constructor(events: XmlEvents) {
    this.#events = events;
  }

  /** Number of open elements. */
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

  /**
   * Requests the text of the element just opened, which then must not contain
   * elements.
   */
  wantText(): void {
    this.#text.start();
  }

  /**
   * Skips the rest of the open element at this depth; only its end is reported.
   *
   * @remarks
   * The content is not checked, so it may be malformed. Its end is the next end
   * tag with its name: the caller must know otherwise that none is missing.
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

  /** @throws if an element is still open. */
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

  /** @returns The end of the processed bytes; the rest needs more bytes. */
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
          throw malformed(`${MAX_TAGLESS} bytes have no tag`);
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
      throw malformed('its elements are nested too deep');
    }
    if (this.#text.collecting) {
      throw malformed('an element is in a place for text');
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

  /**
   * @returns The position of the next tag, of the end of the bytes, or from
   * which more bytes are needed.
   */
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
      throw malformed('text is outside of its root');
    }
  }
}
