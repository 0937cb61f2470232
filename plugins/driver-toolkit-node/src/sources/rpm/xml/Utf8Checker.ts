import { isUtf8 } from 'node:buffer';
import { malformed } from './malformed';

/** Refuses invalid UTF-8, across chunk boundaries. */
export class Utf8Checker {
  #rest: Buffer = Buffer.alloc(0);

  write(chunk: Buffer): void {
    const bytes =
      this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = endOfLastCharacter(bytes);
    demand(isUtf8(bytes.subarray(0, end)));
    // A copy of a few bytes does not keep the chunk.
    this.#rest = Buffer.from(bytes.subarray(end));
  }

  end(): void {
    demand(this.#rest.length === 0);
  }
}

/** Leaves out at most three bytes of an unfinished character. */
function endOfLastCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) {
      break;
    }
    if (byte >= 0xc0) {
      return lengthOf(byte) > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** Length of the character that begins with this byte. */
function lengthOf(byte: number): number {
  if (byte >= 0xf0) {
    return 4;
  }
  return byte >= 0xe0 ? 3 : 2;
}

function demand(valid: boolean): void {
  if (!valid) {
    throw malformed('it is not UTF-8');
  }
}
