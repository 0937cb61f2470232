import { Byte, SPACE } from './characters';
import { INCOMPLETE } from './references';

/** Bytes after "<" that may hide end tags: comments, CDATA and instructions. */
const ODDITIES = ['!--', '![', '?'];

/** The element must be scanned. */
export const UNSKIPPABLE = -2;

/** Finds the end of an element only by its end tag, at the speed of memory. */
export class ElementSkipper {
  #endTag = Buffer.alloc(0);
  /** Position of the next of {@link ODDITIES} in the same bytes. */
  #next: number[] = [];

  /** Starts the search for the end of an element with this name. */
  start(name: string): void {
    this.#endTag = Buffer.from(`/${name}`);
  }

  /** Resets for new bytes. */
  reset(): void {
    this.#next = ODDITIES.map(() => -1);
  }

  /**
   * Start of the element's end tag, {@link INCOMPLETE} or {@link UNSKIPPABLE}.
   */
  skip(bytes: Buffer, start: number): number {
    let at = start;
    for (;;) {
      at = bytes.indexOf(this.#endTag, at + 1);
      if (at < 0) {
        return INCOMPLETE;
      }
      const after = at + this.#endTag.length;
      if (after === bytes.length) {
        return INCOMPLETE;
      }
      if (
        bytes[at - 1] === Byte.less &&
        (bytes[after] === Byte.greater || SPACE[bytes[after]] === 1)
      ) {
        return this.#nextOddity(bytes, start) < at ? UNSKIPPABLE : at - 1;
      }
    }
  }

  #nextOddity(bytes: Buffer, start: number): number {
    const next = this.#next;
    for (let i = 0; i < next.length; i++) {
      // Each byte is scanned once for any number of elements.
      if (next[i] < start) {
        next[i] = findMarkup(bytes, ODDITIES[i], start);
      }
    }
    return Math.min(...next);
  }
}

function findMarkup(bytes: Buffer, opening: string, start: number): number {
  let at = start;
  do {
    // The search is much faster without the frequent "<".
    at = bytes.indexOf(opening, at + 1, 'latin1');
  } while (at >= 0 && bytes[at - 1] !== Byte.less);
  return at < 0 ? Infinity : at;
}
