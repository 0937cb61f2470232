import { StringDecoder } from 'node:string_decoder';

/** Longer lines are cut into pieces of this many UTF-16 units. */
const MAX_LINE_LENGTH = 16 * 1024;

/** Cuts a stream of bytes into lines of bounded length. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop()!;
    lines.forEach(line => this.#emit(line));
    while (this.#rest.length > MAX_LINE_LENGTH) {
      this.#onLine(this.#rest.slice(0, MAX_LINE_LENGTH));
      this.#rest = this.#rest.slice(MAX_LINE_LENGTH);
    }
  }

  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest) {
      this.#emit(rest);
    }
  }

  #emit(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    for (let i = 0; i < text.length || i === 0; i += MAX_LINE_LENGTH) {
      this.#onLine(text.slice(i, i + MAX_LINE_LENGTH));
    }
  }
}
