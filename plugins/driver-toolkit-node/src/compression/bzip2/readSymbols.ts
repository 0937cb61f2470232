import type { BitReader } from './BitReader';
import { damaged } from './damaged';
import { HuffmanTable } from './HuffmanTable';

const MAX_SELECTORS = 18_002;
const GROUP_SYMBOLS = 50;
/** Symbols between two yields. */
const SLICE = 10_000;

/** A block before the inverse transform. */
export interface TransformedBlock {
  /** One byte in each element's lowest eight bits. */
  data: Uint32Array;
  size: number;
  /** How often each byte occurs. */
  counts: Int32Array;
}

/**
 * Decodes the Huffman codes, the run lengths of zeros and the move to front.
 *
 * @param capacity - The stream's maximum block size in bytes.
 */
export function* readSymbols(
  bits: BitReader,
  capacity: number,
): Generator<undefined, TransformedBlock> {
  const alphabet = readAlphabet(bits);
  const endOfBlock = alphabet.length + 1;
  const { tables, selectors } = readTables(bits, alphabet.length + 2);
  const data = new Uint32Array(capacity);
  const counts = new Int32Array(256);
  let size = 0;
  let run = 0;
  let runBit = 1;
  const flush = () => {
    if (size + run > capacity) {
      throw damaged('a block exceeds the size limit');
    }
    const [byte] = alphabet;
    counts[byte] += run;
    data.fill(byte, size, size + run);
    size += run;
    run = 0;
    runBit = 1;
  };
  for (let read = 0; ; read++) {
    if (read % SLICE === SLICE - 1) {
      yield undefined;
    }
    const selector = Math.floor(read / GROUP_SYMBOLS);
    if (selector >= selectors.length) {
      throw damaged('a block does not end');
    }
    const symbol = tables[selectors[selector]].read(bits);
    if (symbol <= 1) {
      run += runBit << symbol;
      runBit *= 2;
      if (run > capacity) {
        throw damaged('a block exceeds the size limit');
      }
      continue;
    }
    flush();
    if (symbol === endOfBlock) {
      return { data, size, counts };
    }
    if (size === capacity) {
      throw damaged('a block exceeds the size limit');
    }
    const byte = alphabet[symbol - 1];
    alphabet.copyWithin(1, 0, symbol - 1);
    alphabet[0] = byte;
    counts[byte]++;
    data[size++] = byte;
  }
}

/** The bytes that occur in the block. */
function readAlphabet(bits: BitReader): Uint8Array {
  const ranges = bits.bits(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range++) {
    if (ranges & (0x8000 >> range)) {
      const within = bits.bits(16);
      for (let i = 0; i < 16; i++) {
        if (within & (0x8000 >> i)) {
          used.push(range * 16 + i);
        }
      }
    }
  }
  if (used.length === 0) {
    throw damaged('a block has no bytes');
  }
  return Uint8Array.from(used);
}

function readTables(bits: BitReader, symbols: number) {
  const count = bits.bits(3);
  const selectorCount = bits.bits(15);
  if (count < 2 || count > 6 || selectorCount < 1) {
    throw damaged('a block has a wrong number of tables');
  }
  const order = Uint8Array.from({ length: count }, (_, i) => i);
  const selectors = new Uint8Array(Math.min(selectorCount, MAX_SELECTORS));
  for (let i = 0; i < selectorCount; i++) {
    let place = 0;
    while (bits.bits(1) === 1) {
      if (++place === count) {
        throw damaged('a block selects a missing table');
      }
    }
    const table = order[place];
    order.copyWithin(1, 0, place);
    order[0] = table;
    // Surplus selectors are legal and have no meaning.
    if (i < selectors.length) {
      selectors[i] = table;
    }
  }
  const tables = Array.from(
    { length: count },
    () => new HuffmanTable(readLengths(bits, symbols)),
  );
  return { tables, selectors };
}

function readLengths(bits: BitReader, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols);
  let length = bits.bits(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (bits.bits(1) === 1) {
      length += bits.bits(1) === 1 ? -1 : 1;
    }
    if (length < 1 || length > 20) {
      throw damaged('a symbol has too few or too many bits');
    }
    lengths[symbol] = length;
  }
  return lengths;
}
