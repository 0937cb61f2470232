import { StringDecoder } from 'node:string_decoder';
import type { OnLines } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { cutLine, MAX_LINE_LENGTH } from '../../cutLine';

/**
 * Certainly too long, even if it ends with the first character of a line end.
 */
const TOO_LONG = MAX_LINE_LENGTH + 2;

/**
 * Splits a stream of bytes into lines of bounded length, and passes them on at
 * once.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLines: OnLines;
  /** The beginning of an unfinished line. */
  #begun = '';
  /** Whether that line was already passed on, cut. */
  #isTold = false;

  constructor(onLines: OnLines) {
    this.#onLines = onLines;
  }

  write(chunk: Buffer): void {
    // Replaces NUL, which PostgreSQL does not accept in texts.
    this.#take(this.#decoder.write(chunk).replaceAll('\0', '\uFFFD'));
  }

  end(): void {
    this.#take(this.#decoder.end());
    if (this.#begun) {
      this.#onLines([lineOf(this.#begun)]);
    }
    this.#begun = '';
  }

  #take(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop()!;
    if (lines.length > 0) {
      lines[0] = this.#begun + lines[0];
      // The usual case: checking each line by itself would cost more than
      // everything else.
      const isPlain =
        text.length <= MAX_LINE_LENGTH &&
        !text.includes('\r') &&
        lineOf(lines[0]) === lines[0];
      const told = this.#isTold ? lines.slice(1) : lines;
      this.#begun = '';
      this.#isTold = false;
      if (told.length > 0) {
        this.#onLines(isPlain ? told : told.map(lineOf));
      }
    }
    if (!this.#isTold) {
      this.#begun += last;
      if (this.#begun.length >= TOO_LONG) {
        this.#onLines([lineOf(this.#begun)]);
        this.#begun = '';
        this.#isTold = true;
      }
    }
  }
}

function lineOf(text: string): string {
  return cutLine(text.endsWith('\r') ? text.slice(0, -1) : text);
}
