import { stripVTControlCharacters } from 'node:util';

const MAX_BYTES = 256 * 1024;
const CONTROLS = /[^\n\x20-\x7e]/g;

/** Collects what a machine writes on its console, up to a limit. */
export class Console {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  /** Whether there was more than the limit, which is not kept. */
  get isFull(): boolean {
    return this.#bytes > MAX_BYTES;
  }

  add(chunk: Buffer): void {
    const room = Math.max(0, MAX_BYTES - this.#bytes);
    if (room > 0) {
      this.#chunks.push(chunk.subarray(0, room));
    }
    this.#bytes += chunk.length;
  }

  /** Its text, with line ends as the only control characters. */
  get text(): string {
    const text = Buffer.concat(this.#chunks).toString('latin1');
    return stripVTControlCharacters(text).replace(CONTROLS, '');
  }
}
