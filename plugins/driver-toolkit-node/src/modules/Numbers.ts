/** Reads numbers of fixed width in the byte order of an ELF file. */
export class Numbers {
  readonly #bytes: Buffer;
  readonly #big: boolean;

  constructor(bytes: Buffer, order: 'little' | 'big') {
    this.#bytes = bytes;
    this.#big = order === 'big';
  }

  u16(at: number): number {
    return this.#big
      ? this.#bytes.readUInt16BE(at)
      : this.#bytes.readUInt16LE(at);
  }

  u32(at: number): number {
    return this.#big
      ? this.#bytes.readUInt32BE(at)
      : this.#bytes.readUInt32LE(at);
  }

  u64(at: number): number {
    const [low, high] = this.#big ? [at + 4, at] : [at, at + 4];
    return this.u32(high) * 2 ** 32 + this.u32(low);
  }

  /** The lower half of a 64-bit number. */
  low32(at: number): number {
    return this.u32(this.#big ? at + 4 : at);
  }
}
