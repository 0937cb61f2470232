import { Byte, NAME, NAME_START, SPECIAL_IN_VALUE } from './characters';
import { malformed } from './malformed';
import { addToHash, type NameTable } from './NameTable';
import { INCOMPLETE, referenceEnd } from './references';
import { scanSpace } from './scanText';

const MAX_ATTRIBUTES = 64;
const XMLNS = Buffer.from('xmlns');

/** Reads start tags; its fields describe the last one. */
export class TagScanner {
  /** Number of the element's name. */
  name = 0;
  /** Whether the element is self-closing. */
  empty = false;
  /** Whether it declares a namespace. */
  declaresNamespace = false;
  /** Start and end of its attributes. */
  attributesStart = 0;
  attributesEnd = 0;
  readonly #starts = new Int32Array(MAX_ATTRIBUTES);
  readonly #ends = new Int32Array(MAX_ATTRIBUTES);
  #count = 0;

  readonly #names: NameTable;

  constructor(names: NameTable) {
    this.#names = names;
  }

  /**
   * @returns The end of the tag that begins at `start`, or {@link INCOMPLETE}.
   */
  scan(bytes: Buffer, start: number): number {
    const inName = NAME;
    const end = bytes.length;
    let at = start + 1;
    if (at < end && NAME_START[bytes[at]] === 0) {
      throw malformed('a "<" begins no tag');
    }
    let hash = 0;
    while (at < end && inName[bytes[at]] === 1) {
      hash = addToHash(hash, bytes[at]);
      at++;
    }
    const nameEnd = at;
    this.attributesStart = at;
    this.#count = 0;
    this.declaresNamespace = false;
    for (;;) {
      const before = at;
      at = scanSpace(bytes, at);
      if (at === end || (bytes[at] === Byte.slash && at + 1 === end)) {
        return INCOMPLETE;
      }
      if (bytes[at] === Byte.greater || bytes[at] === Byte.slash) {
        break;
      }
      if (before === at) {
        throw malformed('a space before an attribute is missing');
      }
      at = this.#scanAttribute(bytes, at);
      if (at === INCOMPLETE) {
        return INCOMPLETE;
      }
    }
    this.attributesEnd = at;
    this.empty = bytes[at] === Byte.slash;
    if (this.empty && bytes[++at] !== Byte.greater) {
      throw malformed('a "/" is within a tag');
    }
    this.name = this.#names.intern(bytes, start + 1, nameEnd, hash);
    return at + 1;
  }

  #scanAttribute(bytes: Buffer, start: number): number {
    const end = bytes.length;
    if (NAME_START[bytes[start]] === 0) {
      throw malformed('an attribute has no name');
    }
    let at = start;
    while (at < end && NAME[bytes[at]] === 1) {
      at++;
    }
    const nameEnd = at;
    at = scanSpace(bytes, at);
    if (at === end) {
      return INCOMPLETE;
    }
    if (bytes[at] !== Byte.equals) {
      throw malformed('an attribute has no value');
    }
    at = scanSpace(bytes, at + 1);
    if (at === end) {
      return INCOMPLETE;
    }
    const quote = bytes[at];
    if (quote !== Byte.doubleQuote && quote !== Byte.singleQuote) {
      throw malformed("an attribute's value is not in quotes");
    }
    this.#note(bytes, start, nameEnd);
    return valueEnd(bytes, at + 1, quote);
  }

  #note(bytes: Buffer, start: number, end: number): void {
    if (this.#count === MAX_ATTRIBUTES) {
      throw malformed(`an element has more than ${MAX_ATTRIBUTES} attributes`);
    }
    for (let i = 0; i < this.#count; i++) {
      if (
        this.#ends[i] - this.#starts[i] === end - start &&
        bytes[this.#starts[i]] === bytes[start] &&
        bytes.compare(bytes, start, end, this.#starts[i], this.#ends[i]) === 0
      ) {
        throw malformed('an element has the same attribute twice');
      }
    }
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#count++;
    if (bytes[start] === XMLNS[0] && end - start >= XMLNS.length) {
      this.declaresNamespace ||=
        bytes.compare(XMLNS, 0, XMLNS.length, start, start + XMLNS.length) ===
        0;
    }
  }
}

/** Position after a value's closing quote. */
function valueEnd(bytes: Buffer, start: number, quote: number): number {
  const special = SPECIAL_IN_VALUE;
  const end = bytes.length;
  let at = start;
  for (;;) {
    while (at < end && special[bytes[at]] === 0) {
      at++;
    }
    if (at === end) {
      return INCOMPLETE;
    }
    const byte = bytes[at];
    if (byte === quote) {
      return at + 1;
    }
    if (byte === Byte.ampersand) {
      at = referenceEnd(bytes, at);
      if (at === INCOMPLETE) {
        return INCOMPLETE;
      }
    } else if (byte === Byte.doubleQuote || byte === Byte.singleQuote) {
      at++;
    } else {
      throw malformed(
        byte === Byte.less
          ? 'an attribute\'s value contains "<"'
          : 'it has control characters',
      );
    }
  }
}
