import { ServiceUnavailableError } from '@backstage/errors';
import Bunzip from 'seek-bzip';

const HEADER_BYTES = 4;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
const MAGIC_BITS = 48;
const CHECKSUM_BITS = 32;

/** The decoder's view of the stream; knows how far it was read. */
class CountingInput {
  position = 0;

  constructor(private readonly bytes: Buffer) {}

  readByte(): number {
    if (this.position >= this.bytes.length) {
      throw tooShort();
    }
    return this.bytes[this.position++];
  }

  read(target: Buffer, offset: number, length: number): number {
    const copied = this.bytes.copy(
      target,
      offset,
      this.position,
      this.position + length,
    );
    this.position += copied;
    return copied;
  }

  seek(position: number): void {
    this.position = position;
  }
}

/**
 * Decompresses bzip2 one block (900 kB at most) at a time, so that the event
 * loop gets its turn in between.
 *
 * @remarks
 * Blocks follow one another without a length or alignment: the next begins
 * within the last byte that its predecessor's decoder took, at the bit where
 * one of the two magic numbers stands. Several streams may follow one another,
 * as parallel compressors write them.
 */
export function* bunzip(compressed: Buffer): Generator<Buffer> {
  let stream = compressed;
  while (stream.length > 0) {
    const end = yield* bunzipStream(stream);
    stream = stream.subarray(end);
  }
}

/** @returns The number of bytes that the stream takes. */
function* bunzipStream(stream: Buffer): Generator<Buffer, number> {
  let bit = HEADER_BYTES * 8;
  for (;;) {
    const magic = readBits(stream, bit, MAGIC_BITS);
    if (magic === END_MAGIC) {
      return Math.ceil((bit + MAGIC_BITS + CHECKSUM_BITS) / 8);
    }
    const input = new CountingInput(stream);
    yield Bunzip.decodeBlock(input, bit);
    bit = findMagic(stream, input.position);
  }
}

function findMagic(stream: Buffer, position: number): number {
  for (let bit = (position - 1) * 8; bit <= position * 8; bit++) {
    const magic = readBits(stream, bit, MAGIC_BITS);
    if (magic === BLOCK_MAGIC || magic === END_MAGIC) {
      return bit;
    }
  }
  throw tooShort();
}

function tooShort(): ServiceUnavailableError {
  return new ServiceUnavailableError('it ends too early');
}

function readBits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let bit = start; bit < start + count; bit++) {
    const byte = bytes[Math.floor(bit / 8)] ?? 0;
    value = value * 2 + (Math.floor(byte / 2 ** (7 - (bit % 8))) % 2);
  }
  return value;
}
