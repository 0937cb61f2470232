import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './ByteSource';

/**
 * Reads parts of a local file.
 *
 * @remarks
 * Its reads block, for microseconds if the file is in the page cache.
 *
 * @public
 */
export class LocalFile implements ByteSource, Disposable {
  readonly size: number;
  readonly #descriptor: number;

  /** @throws a system error if the file cannot be opened */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  read(offset: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    const read = readSync(this.#descriptor, bytes, 0, wanted, offset);
    return bytes.subarray(0, read);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}
