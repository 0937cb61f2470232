import { BitReader } from './BitReader';

/** Larger than any block with the data before and after it. */
const ENOUGH = 2_500_000;

/** The current part of the input. */
export class InputWindow {
  readonly #iterator: AsyncIterator<Buffer>;
  #bytes = Buffer.alloc(0);
  #firstBit = 0;
  #ended = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** @returns Whether there is more data. */
  async fill(): Promise<boolean> {
    const chunks: Buffer[] = [this.#bytes];
    let size = this.#bytes.length;
    while (size < ENOUGH && !this.#ended) {
      const { value, done } = await this.#iterator.next();
      this.#ended = done === true;
      if (!done) {
        chunks.push(value);
        size += value.length;
      }
    }
    if (chunks.length > 1) {
      this.#bytes = Buffer.concat(chunks);
    }
    return this.#bytes.length > 0;
  }

  /** Closes the source. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  bits(): BitReader {
    return new BitReader(this.#bytes, this.#firstBit);
  }

  text(length: number): string {
    return this.#bytes.toString('latin1', 0, length);
  }

  /** @param offset - The first unread bit. */
  drop(offset: number): void {
    this.#bytes = this.#bytes.subarray(Math.floor(offset / 8));
    this.#firstBit = offset % 8;
  }

  /** Streams start on a byte boundary. */
  align(): void {
    if (this.#firstBit > 0) {
      this.drop(8);
    }
  }
}
