import { readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteSource } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

const CHUNK_BYTES = 64 * 1024;

/** A file that holds one item at a time instead of memory. */
export class SpoolFile implements ByteSource {
  readonly path: string;
  readonly #file: FileHandle;
  #size = 0;

  /** @param path - of a file that does not exist yet */
  static async create(path: string): Promise<SpoolFile> {
    return new SpoolFile(path, await open(path, 'wx+', 0o600));
  }

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  /** Replaces the file's content. */
  async fill(chunks: AsyncIterable<Buffer>): Promise<void> {
    this.#size = 0;
    await this.#file.truncate();
    for await (const chunk of chunks) {
      await this.#file.writev([chunk], this.#size);
      this.#size += chunk.length;
    }
  }

  /** Synchronous, because it was just written and is in the page cache. */
  read(offset: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.#size - offset));
    const bytes = Buffer.alloc(wanted);
    let at = 0;
    while (at < wanted) {
      const bytesRead = readSync(
        this.#file.fd,
        bytes,
        at,
        wanted - at,
        offset + at,
      );
      if (bytesRead === 0) {
        break;
      }
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  }

  /** Reads the content from beginning to end, or its first bytes. */
  async *chunks(size = this.#size): AsyncGenerator<Buffer> {
    for (let at = 0; at < size; at += CHUNK_BYTES) {
      yield this.read(at, Math.min(CHUNK_BYTES, size - at));
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
