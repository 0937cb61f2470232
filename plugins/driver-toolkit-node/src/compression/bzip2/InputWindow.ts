import { BitReader } from './BitReader';

/** More than any block takes, with what comes before and after it. */
const ENOUGH = 2_500_000;

/** The part of the input that is looked at. */
export class InputWindow {
  readonly #iterator: AsyncIterator<Buffer>;
  #bytes = Buffer.alloc(0);
  #firstBit = 0;
  #ended = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** @returns Whether there is anything. */
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

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  bits(): BitReader {
    return new BitReader(this.#bytes, this.#firstBit);
  }

  text(length: number): string {
    return this.#bytes.toString('latin1', 0, length);
  }

  /** @param offset - The first bit that is still to be read. */
  drop(offset: number): void {
    this.#bytes = this.#bytes.subarray(Math.floor(offset / 8));
    this.#firstBit = offset % 8;
  }

  /** Streams begin with a byte of their own. */
  align(): void {
    if (this.#firstBit > 0) {
      this.drop(8);
    }
  }
}
