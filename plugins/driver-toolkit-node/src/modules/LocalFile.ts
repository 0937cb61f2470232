import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './ByteSource';

/**
 * Covers what lies together in a module: its section headers and their names.
 * Buffers of this size come from Node's pool.
 */
const WINDOW_BYTES = 4000;

/**
 * Reads parts of a local file.
 *
 * @remarks
 * Its reads block, for microseconds if the file is in the page cache.
 *
 * @public
 */
export class LocalFile implements ByteSource {
  readonly size: number;
  readonly #descriptor: number;
  #window: { start: number; bytes: Buffer } = {
    start: 0,
    bytes: Buffer.alloc(0),
  };

  /** @throws a system error if the file cannot be opened */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  read(offset: number, length: number): Buffer {
    if (length > WINDOW_BYTES) {
      return this.#load(offset, length);
    }
    const at = offset - this.#window.start;
    if (at >= 0 && at + length <= this.#window.bytes.length) {
      return this.#window.bytes.subarray(at, at + length);
    }
    const bytes = this.#load(offset, WINDOW_BYTES);
    this.#window = { start: offset, bytes };
    return bytes.subarray(0, length);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #load(offset: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    const read = readSync(this.#descriptor, bytes, 0, wanted, offset);
    return bytes.subarray(0, read);
  }
}
