import { StringDecoder } from 'node:string_decoder';
import { cutLine, MAX_LINE_LENGTH } from '../../logs/cutLine';

/** What is certainly too long, be its last character a line end's first. */
const TOO_LONG = MAX_LINE_LENGTH + 2;

/** Cuts a stream of bytes into lines of bounded length. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #line = '';
  /** The line was told and goes on. */
  #isTold = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    const [first, ...others] = this.#decoder.write(chunk).split('\n');
    this.#continue(first);
    for (const line of others) {
      this.#finish();
      this.#continue(line);
    }
  }

  end(): void {
    this.#continue(this.#decoder.end());
    if (this.#line) {
      this.#finish();
    }
  }

  #continue(text: string): void {
    if (this.#isTold) {
      return;
    }
    this.#line += text.slice(0, TOO_LONG - this.#line.length);
    if (this.#line.length === TOO_LONG) {
      this.#finish();
      this.#isTold = true;
    }
  }

  #finish(): void {
    if (!this.#isTold) {
      const line = this.#line;
      this.#onLine(cutLine(line.endsWith('\r') ? line.slice(0, -1) : line));
    }
    this.#line = '';
    this.#isTold = false;
  }
}
