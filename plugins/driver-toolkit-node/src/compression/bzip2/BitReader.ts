import { damaged } from './damaged';

/** Reads bits, the highest of a byte first. */
export class BitReader {
  #position: number;
  #buffer = 0;
  #count = 0;

  readonly #bytes: Buffer;

  /** @param start - The first bit, counted from the beginning of the bytes. */
  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;

    this.#position = Math.floor(start / 8);
    this.bits(start % 8);
  }

  /** Number of bits read so far. */
  get offset(): number {
    return this.#position * 8 - this.#count;
  }

  /**
   * @param size - At most 24.
   * @throws if the data ends.
   */
  bits(size: number): number {
    const value = this.peek(size);
    this.#count -= size;
    if (this.offset > this.#bytes.length * 8) {
      throw damaged('it ends too early');
    }
    return value;
  }

  /** The next bits, without consuming them; zeros after the end. */
  peek(size: number): number {
    while (this.#count < size) {
      const byte =
        this.#position < this.#bytes.length ? this.#bytes[this.#position] : 0;
      this.#buffer = (this.#buffer << 8) | byte;
      this.#position++;
      this.#count += 8;
    }
    return (this.#buffer >>> (this.#count - size)) & ((1 << size) - 1);
  }
}
