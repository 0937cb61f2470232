import { Byte, SPACE } from './characters';
import { INCOMPLETE } from './references';

/** What comes after "<" where an end tag may be none: in comments, CDATA and instructions. */
const ODDITIES = ['!--', '![', '?'];

/** Says that an element has to be scanned, since nothing less will do. */
export const UNSKIPPABLE = -2;

/** Finds the end of an element by its end tag alone, as fast as memory is read. */
export class ElementSkipper {
  #endTag = Buffer.alloc(0);
  /** Where the next of {@link ODDITIES} stands in the same bytes. */
  #next: number[] = [];

  /** Has the end of an element of this name looked for. */
  start(name: string): void {
    this.#endTag = Buffer.from(`/${name}`);
  }

  /** Forgets what is known of the bytes. */
  reset(): void {
    this.#next = ODDITIES.map(() => -1);
  }

  /**
   * Where the element's end tag begins, {@link INCOMPLETE} or
   * {@link UNSKIPPABLE}.
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
      // Each byte is looked at once, however many elements there are.
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
    // Without the "<", which is everywhere, it is found much faster.
    at = bytes.indexOf(opening, at + 1, 'latin1');
  } while (at >= 0 && bytes[at - 1] !== Byte.less);
  return at < 0 ? Infinity : at;
}
