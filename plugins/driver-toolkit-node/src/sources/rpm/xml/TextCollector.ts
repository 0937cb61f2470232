import { malformed } from './malformed';
import { resolveReferences } from './references';

/** Characters of one text; names and versions have a few dozen. */
const MAX_TEXT = 64 * 1024;

/** Makes strings of requested texts only. */
export class TextCollector {
  #text: string | undefined;

  /** Whether an element's text is requested and unfinished. */
  get collecting(): boolean {
    return this.#text !== undefined;
  }

  start(): void {
    this.#text = '';
  }

  /** @param literal - Whether "&" stands for itself, as in CDATA. */
  add(bytes: Buffer, start: number, end: number, literal: boolean): void {
    if (this.#text === undefined) {
      return;
    }
    const piece = bytes.toString('utf8', start, end);
    this.#text += literal ? piece : resolveReferences(piece);
    if (this.#text.length > MAX_TEXT) {
      throw malformed(`an element's text is longer than ${MAX_TEXT}`);
    }
  }

  /** The text; empty if it was not requested. */
  take(): string {
    const text = this.#text ?? '';
    this.#text = undefined;
    return text;
  }
}
