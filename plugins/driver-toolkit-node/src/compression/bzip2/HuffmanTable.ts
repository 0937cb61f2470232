import type { BitReader } from './BitReader';
import { damaged } from './damaged';

const MAX_LENGTH = 20;
/** Codes up to this length take one lookup. */
const SHORT = 10;

/** Canonical Huffman codes: shorter ones first, then by symbol. */
export class HuffmanTable {
  /**
   * Symbol and length of the code at the start of these bits; 0 for a longer
   * code.
   */
  readonly #short = new Uint16Array(1 << SHORT);
  /** One past the last code of each length. */
  readonly #limits = new Int32Array(MAX_LENGTH + 1);
  /** The offset from a code of each length to its symbol's index. */
  readonly #offsets = new Int32Array(MAX_LENGTH + 1);
  readonly #symbols: Uint16Array;

  /** @param lengths - Of each symbol's code, 1 to 20. */
  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= MAX_LENGTH; length++) {
      this.#offsets[length] = code - place;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] === length) {
          this.#noteShort(symbol, length, code);
          this.#symbols[place++] = symbol;
          code++;
        }
      }
      if (code > 2 ** length) {
        throw damaged('its bits contradict one another');
      }
      this.#limits[length] = code;
      code *= 2;
    }
  }

  read(bits: BitReader): number {
    const known = this.#short[bits.peek(SHORT)];
    if (known !== 0) {
      bits.bits(known & 31);
      return known >> 5;
    }
    const all = bits.peek(MAX_LENGTH);
    for (let length = SHORT + 1; length <= MAX_LENGTH; length++) {
      const code = all >>> (MAX_LENGTH - length);
      if (code < this.#limits[length]) {
        bits.bits(length);
        return this.#symbols[code - this.#offsets[length]];
      }
    }
    throw damaged('it has bits that mean nothing');
  }

  #noteShort(symbol: number, length: number, code: number): void {
    if (length <= SHORT && code < 2 ** length) {
      const free = SHORT - length;
      const start = code << free;
      this.#short.fill((symbol << 5) | length, start, start + (1 << free));
    }
  }
}
