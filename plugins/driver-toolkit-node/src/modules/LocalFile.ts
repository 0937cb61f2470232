import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './ByteSource';

/** Most modules are smaller. */
const WINDOW_BYTES = 64 * 1024;

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
    const { start, bytes } = this.#window;
    if (offset < start || offset + length > start + bytes.length) {
      const from = Math.min(offset, Math.max(0, this.size - WINDOW_BYTES));
      this.#window = { start: from, bytes: this.#load(from, WINDOW_BYTES) };
    }
    const at = offset - this.#window.start;
    return this.#window.bytes.subarray(at, at + length);
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
