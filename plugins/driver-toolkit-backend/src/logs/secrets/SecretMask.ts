import { CUT_NOTE } from '../../builders/cutLine';

const MASK = '***';
/**
 * Shorter secrets occur as words in any log; masking them would hide nothing
 * and make the log unreadable.
 */
const MIN_LENGTH = 4;

/** Characters from one position to before another. */
interface Span {
  start: number;
  end: number;
}

/**
 * Replaces secrets in any encoding by a mask.
 *
 * @remarks
 * No character of a secret remains, also if secrets contain or overlap each
 * other: with `abcd` and `cdef`, all of `abcdef` is masked.
 */
export class SecretMask {
  readonly #secrets: readonly string[];
  /** Whether a line has any secret; most lines need only this check. */
  readonly #pattern?: RegExp;

  constructor(secrets: Iterable<string>) {
    const spellings = [...secrets].flatMap(linesOf).flatMap(spellingsOf);
    this.#secrets = [...new Set(spellings)].filter(
      ({ length }) => length >= MIN_LENGTH,
    );
    if (this.#secrets.length > 0) {
      this.#pattern = new RegExp(this.#secrets.map(escape).join('|'));
    }
  }

  apply(text: string): string {
    const isCut = text.endsWith(CUT_NOTE);
    if (!this.#pattern || (!isCut && !this.#pattern.test(text))) {
      return text;
    }
    const end = isCut ? text.length - CUT_NOTE.length : text.length;
    const spans = this.#secrets.flatMap(secret => [
      ...occurrencesOf(secret, text, end),
      // If a line was cut within a secret, its half may reveal it, too.
      ...(isCut ? beginningsOf(secret, text, end) : []),
    ]);
    return replaceSpans(text, spans);
  }

  /** {@link apply} for many lines, most without secrets. */
  applyToAll(lines: readonly string[]): readonly string[] {
    if (!this.#pattern) {
      return lines;
    }
    const text = lines.join('\n');
    return this.#pattern.test(text) || text.includes(CUT_NOTE)
      ? lines.map(line => this.apply(line))
      : lines;
  }
}

/** All matches, also overlapping ones. */
function occurrencesOf(secret: string, text: string, end: number): Span[] {
  const spans: Span[] = [];
  for (
    let start = text.indexOf(secret);
    start !== -1 && start + secret.length <= end;
    start = text.indexOf(secret, start + 1)
  ) {
    spans.push({ start, end: start + secret.length });
  }
  return spans;
}

/** The longest beginning of a secret that a text ends with. */
function beginningsOf(secret: string, text: string, end: number): Span[] {
  for (let length = secret.length - 1; length > 0; length--) {
    const start = end - length;
    if (start >= 0 && text.startsWith(secret.slice(0, length), start)) {
      return [{ start, end }];
    }
  }
  return [];
}

/**
 * One mask for adjacent spans: a boundary between masks would reveal lengths.
 */
function replaceSpans(text: string, spans: readonly Span[]): string {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let told = 0;
  let masked: Span | undefined;
  for (const span of sorted) {
    if (masked && span.start < masked.end) {
      masked.end = Math.max(masked.end, span.end);
      continue;
    }
    if (masked) {
      told = masked.end;
    }
    parts.push(text.slice(told, span.start), MASK);
    masked = { ...span };
  }
  parts.push(text.slice(masked?.end ?? 0));
  return parts.join('');
}

/** A log has lines, so a secret of several is looked for line by line. */
function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length > 1 ? [secret, ...lines] : lines;
}

/**
 * As it is, in an address as JavaScript and Go encode it, in JSON as both
 * encode it, and in the Base64 of an auth file and of a token.
 */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(bytes.toString());
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    percent,
    // Go escapes some characters that JavaScript leaves, and leaves some that
    // JavaScript escapes.
    percent.replace(/[!'()*]/g, percentOf),
    percent
      .replace(/[!'()*]/g, percentOf)
      .replace(/%(?:24|26|2B|2C|3B|3D)/g, decodeURIComponent),
    json,
    json.replace(/[<>&]/g, unicodeOf),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}

function percentOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function unicodeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
