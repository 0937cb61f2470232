import type { BitReader } from './BitReader';
import { updateCrc } from './crc';
import { damaged } from './damaged';
import { readSymbols, type TransformedBlock } from './readSymbols';

/** Bytes per output chunk. */
const PIECE = 64 * 1024;
/** Steps of the inverse transform between two yields. */
const SLICE = 50_000;
/** Equal bytes before a repeat count. */
const RUN = 4;

/**
 * Decodes the block after its magic number.
 *
 * @remarks
 * Yields undefined now and then to let the event loop run: a block takes a
 * tenth of a second.
 *
 * @returns The block's checksum, which has been verified.
 */
export function* decodeBlock(
  bits: BitReader,
  capacity: number,
): Generator<Buffer | undefined, number> {
  const expected = (bits.bits(16) << 16) | bits.bits(16);
  if (bits.bits(1) === 1) {
    throw damaged('it uses an obsolete format (randomised blocks)');
  }
  const origin = bits.bits(24);
  const block = yield* readSymbols(bits, capacity);
  if (origin >= block.size) {
    throw damaged('a block has an invalid origin');
  }
  yield* link(block);
  let crc = -1;
  for (const piece of unrun(block, origin)) {
    crc = updateCrc(crc, piece);
    yield piece;
  }
  if (~crc !== expected) {
    throw damaged('its checksum is wrong');
  }
  return expected;
}

/** Links each byte to the next (the inverse of Burrows and Wheeler's transform). */
function* link({ data, size, counts }: TransformedBlock): Generator<undefined> {
  const next = new Int32Array(256);
  for (let byte = 1; byte < 256; byte++) {
    next[byte] = next[byte - 1] + counts[byte - 1];
  }
  for (let start = 0; start < size; start += SLICE) {
    const end = Math.min(size, start + SLICE);
    for (let i = start; i < end; i++) {
      data[next[data[i] & 0xff]++] |= i << 8;
    }
    yield undefined;
  }
}

/** Follows the links and decodes the initial run lengths. */
function* unrun(
  { data, size }: TransformedBlock,
  origin: number,
): Generator<Buffer> {
  let piece = Buffer.allocUnsafe(PIECE);
  let filled = 0;
  let entry = data[origin] >>> 8;
  let equal = 0;
  let last = -1;
  for (let i = 0; i < size; i++) {
    const value = data[entry];
    const byte = value & 0xff;
    entry = value >>> 8;
    let repeat = 1;
    if (equal === RUN) {
      repeat = byte;
      equal = 0;
    } else {
      equal = byte === last ? equal + 1 : 1;
      last = byte;
    }
    if (filled + repeat > PIECE) {
      yield piece.subarray(0, filled);
      piece = Buffer.allocUnsafe(PIECE);
      filled = 0;
    }
    piece.fill(last, filled, filled + repeat);
    filled += repeat;
  }
  yield piece.subarray(0, filled);
}
