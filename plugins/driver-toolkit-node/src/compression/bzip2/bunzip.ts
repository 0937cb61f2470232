import { setImmediate as nextTurn } from 'node:timers/promises';
import { damaged } from './damaged';
import { decodeBlock } from './decodeBlock';
import { InputWindow } from './InputWindow';

const HEADER = /^BZh([1-9])$/;
const HEADER_BYTES = 4;
/** The magic numbers' two halves. */
const BLOCK = [0x314159, 0x265359];
const END = [0x177245, 0x385090];
const LEVEL_BYTES = 100_000;
/** Milliseconds of decoding before the event loop gets a turn. */
const TURN_MS = 5;

/**
 * Decompresses bzip2, also several concatenated streams, which parallel
 * compressors write.
 *
 * @remarks
 * Holds one block (900 kB) and its compressed data in memory. Blocks have
 * neither a length nor an alignment.
 */
export async function* bunzip(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const input = new InputWindow(source);
  try {
    while (await input.fill()) {
      yield* bunzipStream(input);
    }
  } finally {
    await input.close();
  }
}

async function* bunzipStream(input: InputWindow): AsyncGenerator<Buffer> {
  const level = HEADER.exec(input.text(HEADER_BYTES))?.[1];
  if (level === undefined) {
    throw damaged('other data follows it');
  }
  input.drop(HEADER_BYTES * 8);
  let combined = 0;
  for (;;) {
    await input.fill();
    const bits = input.bits();
    const magic = [bits.bits(24), bits.bits(24)];
    if (equals(magic, END)) {
      if (((bits.bits(16) << 16) | bits.bits(16)) !== combined) {
        throw damaged('its checksum is wrong');
      }
      input.drop(bits.offset);
      input.align();
      return;
    }
    if (!equals(magic, BLOCK)) {
      throw damaged('a block has a wrong beginning');
    }
    const block = decodeBlock(bits, Number(level) * LEVEL_BYTES);
    const checksum = yield* inTurns(block);
    combined = ((combined << 1) | (combined >>> 31)) ^ checksum;
    input.drop(bits.offset);
  }
}

/** Passes chunks on and yields to the event loop in between. */
async function* inTurns(
  block: Generator<Buffer | undefined, number>,
): AsyncGenerator<Buffer, number> {
  let turnEnds = performance.now() + TURN_MS;
  for (;;) {
    const { value, done } = block.next();
    if (done) {
      return value;
    }
    if (value) {
      yield value;
    }
    if (performance.now() > turnEnds) {
      await nextTurn();
      turnEnds = performance.now() + TURN_MS;
    }
  }
}

function equals([a, b]: number[], [c, d]: number[]): boolean {
  return a === c && b === d;
}
