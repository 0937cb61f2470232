import { CUT_NOTE } from '../cutLine';

const MASK = '***';
/** Shorter ones are words of any log; masking them would hide nothing and spoil everything. */
const MIN_LENGTH = 4;

/** Puts a mask in the place of secrets, however they are written. */
export class SecretMask {
  readonly #secrets: string[];
  readonly #pattern?: RegExp;

  constructor(secrets: Iterable<string>) {
    const spellings = [...secrets].flatMap(spellingsOf);
    // The longest first: one may begin with another.
    this.#secrets = [...new Set(spellings)]
      .filter(({ length }) => length >= MIN_LENGTH)
      .sort((a, b) => b.length - a.length);
    if (this.#secrets.length > 0) {
      this.#pattern = new RegExp(this.#secrets.map(escape).join('|'), 'g');
    }
  }

  apply(text: string): string {
    if (!this.#pattern) {
      return text;
    }
    const masked = text.replace(this.#pattern, MASK);
    return masked.endsWith(CUT_NOTE) ? this.#maskCutEnd(masked) : masked;
  }

  /** {@link apply} to each of many lines, of which most hold no secret. */
  applyToAll(lines: readonly string[]): readonly string[] {
    if (!this.#pattern) {
      return lines;
    }
    const text = lines.join('\n');
    return text.search(this.#pattern) === -1 && !text.includes(CUT_NOTE)
      ? lines
      : lines.map(line => this.apply(line));
  }

  /** What a line was cut within may be told by half of it, too. */
  #maskCutEnd(text: string): string {
    const kept = text.slice(0, -CUT_NOTE.length);
    let halfLength = 0;
    for (const secret of this.#secrets) {
      for (let length = secret.length - 1; length > halfLength; length--) {
        if (kept.endsWith(secret.slice(0, length))) {
          halfLength = length;
        }
      }
    }
    return halfLength === 0
      ? text
      : `${kept.slice(0, -halfLength)}${MASK}${CUT_NOTE}`;
  }
}

/** As it is, in an address, in JSON, and in the Base64 of an auth file. */
function spellingsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(Buffer.from(secret).toString()),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
