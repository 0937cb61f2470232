import type { ByteSource } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { Breather } from '../inspection/Breather';

const MAGIC = 'fd377a585a00';
const STREAM_HEADER_BYTES = 12;
/** Sizes by the check's type, the lower half of the header's eighth byte. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];
const LZMA2 = 0x21;
const WINDOW_BYTES = 64 * 1024;

/** Reads small pieces one after the other. */
class Cursor {
  at: number;
  readonly #source: ByteSource;
  readonly #breather = new Breather();
  #window: { start: number; bytes: Buffer } = {
    start: 0,
    bytes: Buffer.alloc(0),
  };

  constructor(source: ByteSource, at: number) {
    this.#source = source;
    this.at = at;
  }

  /** @throws RangeError if there are fewer */
  async take(length: number): Promise<Buffer> {
    const { start, bytes } = this.#window;
    if (this.at < start || this.at + length > start + bytes.length) {
      const read = this.#source.read(this.at, WINDOW_BYTES);
      this.#window = { start: this.at, bytes: read };
    }
    const from = this.at - this.#window.start;
    const taken = this.#window.bytes.subarray(from, from + length);
    if (taken.length < length) {
      throw new RangeError('cut short');
    }
    this.at += length;
    await this.#breather.breathe();
    return taken;
  }
}

/**
 * The most memory that decompressing xz data takes, in bytes: the largest
 * dictionary of its blocks (The .xz File Format 1.2.1). Infinite if it is
 * unknown.
 *
 * @returns undefined if the data is not xz
 */
export async function readXzDictionary(
  source: ByteSource,
): Promise<number | undefined> {
  const header = source.read(0, STREAM_HEADER_BYTES);
  if (!header.toString('hex').startsWith(MAGIC)) {
    return undefined;
  }
  try {
    // eslint-disable-next-line no-bitwise -- two halves of a byte
    const checkBytes = CHECK_BYTES[header.readUInt8(7) & 0x0f];
    const cursor = new Cursor(source, STREAM_HEADER_BYTES);
    let largest = 0;
    for (;;) {
      const start = cursor.at;
      const size = (await cursor.take(1))[0];
      if (size === 0) {
        return largest; // the index follows the last block
      }
      const blockHeader = await cursor.take(size * 4 + 3);
      largest = Math.max(largest, dictionaryOf(blockHeader));
      await skipLzma2(cursor);
      const padding = (4 - ((cursor.at - start) % 4)) % 4;
      cursor.at += padding + checkBytes;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    return Infinity;
  }
}

/** @param header - of a block, after its size */
function dictionaryOf(header: Buffer): number {
  const flags = header.readUInt8(0);
  let at = 1;
  const skipNumber = () => {
    while (header.readUInt8(at) >= 0x80) {
      at += 1;
    }
    at += 1;
  };
  /* eslint-disable no-bitwise -- as the format has it */
  if (flags & 0x40) {
    skipNumber();
  }
  if (flags & 0x80) {
    skipNumber();
  }
  // Other filters may precede LZMA2, which is the last.
  for (let filters = flags & 0x03; filters > 0; filters--) {
    skipNumber();
    at += header.readUInt8(at) + 1;
  }
  if (header.readUInt8(at) !== LZMA2 || header.readUInt8(at + 1) !== 1) {
    return Infinity;
  }
  const bits = header.readUInt8(at + 2);
  return bits > 39 ? Infinity : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
  /* eslint-enable no-bitwise */
}

/** Goes from chunk to chunk, to the end of the block. */
async function skipLzma2(cursor: Cursor): Promise<void> {
  for (;;) {
    const control = (await cursor.take(1))[0];
    if (control === 0) {
      return;
    }
    if (control < 0x80) {
      const size = await cursor.take(2);
      cursor.at += size.readUInt16BE(0) + 1;
    } else {
      const properties = control >= 0xc0 ? 1 : 0;
      const sizes = await cursor.take(4);
      cursor.at += properties + sizes.readUInt16BE(2) + 1;
    }
  }
}
