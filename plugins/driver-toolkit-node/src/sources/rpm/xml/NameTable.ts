import { malformed } from './malformed';

const SLOTS = 1024;
/** Lists of packages have about forty. */
const MAX_NAMES = 256;

/** Adds a byte to a hash, which starts with 0. */
export function addToHash(hash: number, byte: number): number {
  return (hash * 31 + byte) & 0xffffff;
}

/** Gives each element's name a number, so that it is compared only once. */
export class NameTable {
  readonly #names: Uint8Array[] = [];
  /** Open addressing; 0 is a free slot, otherwise the number plus one. */
  readonly #slots = new Uint16Array(SLOTS);

  /** @param hash - {@link addToHash} of the name's bytes. */
  intern(bytes: Buffer, start: number, end: number, hash: number): number {
    let slot = hash % SLOTS;
    for (;;) {
      const number = this.#slots[slot] - 1;
      if (number < 0) {
        return this.#add(bytes, start, end, slot);
      }
      if (this.matches(number, bytes, start, end)) {
        return number;
      }
      slot = (slot + 1) % SLOTS;
    }
  }

  /** The number of a name, also before its first occurrence. */
  numberOf(name: string): number {
    const bytes = Buffer.from(name);
    return this.intern(bytes, 0, bytes.length, hashOf(bytes));
  }

  matches(number: number, bytes: Buffer, start: number, end: number): boolean {
    const name = this.#names[number];
    const { length } = name;
    if (end - start !== length) {
      return false;
    }
    for (let i = 0; i < length; i++) {
      if (name[i] !== bytes[start + i]) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of the name. */
  length(number: number): number {
    return this.#names[number].length;
  }

  nameOf(number: number): string {
    return Buffer.from(this.#names[number]).toString();
  }

  #add(bytes: Buffer, start: number, end: number, slot: number): number {
    if (this.#names.length === MAX_NAMES) {
      throw malformed(`it has more than ${MAX_NAMES} names of elements`);
    }
    this.#names.push(Uint8Array.from(bytes.subarray(start, end)));
    this.#slots[slot] = this.#names.length;
    return this.#names.length - 1;
  }
}

function hashOf(bytes: Buffer): number {
  return bytes.reduce(addToHash, 0);
}
