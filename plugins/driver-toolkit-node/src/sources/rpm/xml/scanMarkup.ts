import { ServiceUnavailableError } from '@backstage/errors';
import { CONTROL } from './characters';
import { malformed } from './malformed';
import { INCOMPLETE } from './references';

const COMMENT = Buffer.from('<!--');
const CDATA = Buffer.from('<![CDATA[');
const DOCTYPE = Buffer.from('<!DOCTYPE');
const INSTRUCTION = Buffer.from('<?');

const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])([\w.-]+)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*\?>$/;
const TARGET = /^<\?[A-Za-z_:][\w:.-]*(?:\s[^]*)?\?>$/;
const ENCODINGS = ['utf-8', 'utf8', 'us-ascii'];

/** Markup other than a tag. */
export interface Markup {
  /** Where it ends. */
  end: number;
  /** For CDATA: the position of its text. */
  text?: { start: number; end: number };
}

/**
 * Reads a comment, CDATA or processing instruction; comments and instructions
 * are ignored.
 *
 * @param first - Whether it is at the very start of the document, the only
 * place for an XML declaration.
 * @returns undefined if more bytes are needed.
 */
export function scanMarkup(
  bytes: Buffer,
  start: number,
  first: boolean,
): Markup | undefined {
  const kind = [COMMENT, CDATA, DOCTYPE, INSTRUCTION].find(opening =>
    beginsWith(bytes, start, opening),
  );
  if (!kind) {
    throw malformed('a "<" begins no tag');
  }
  if (bytes.length - start < kind.length) {
    return undefined;
  }
  if (kind === DOCTYPE) {
    throw new ServiceUnavailableError('It has a DOCTYPE, which is refused');
  }
  const textStart = start + kind.length;
  const textEnd = bytes.indexOf(closingOf(kind), textStart, 'latin1');
  if (textEnd === INCOMPLETE) {
    return undefined;
  }
  refuseControl(bytes, textStart, textEnd);
  const end = textEnd + closingOf(kind).length;
  if (kind === COMMENT && bytes.indexOf('--', textStart, 'latin1') < end - 3) {
    throw malformed('a comment has "--" in it');
  }
  if (kind === INSTRUCTION) {
    checkInstruction(bytes.toString('utf8', start, end), first);
  }
  return kind === CDATA
    ? { end, text: { start: textStart, end: textEnd } }
    : { end };
}

function closingOf(opening: Buffer): string {
  switch (opening) {
    case COMMENT:
      return '-->';
    case CDATA:
      return ']]>';
    default:
      return '?>';
  }
}

/** As far as bytes are available. */
function beginsWith(bytes: Buffer, start: number, opening: Buffer): boolean {
  const length = Math.min(opening.length, bytes.length - start);
  return opening.compare(bytes, start, start + length, 0, length) === 0;
}

function checkInstruction(instruction: string, first: boolean): void {
  if (!/^<\?xml[\s?]/i.test(instruction)) {
    if (!TARGET.test(instruction)) {
      throw malformed('a processing instruction has no name');
    }
    return;
  }
  const [declaration, , , encoding = 'utf-8'] =
    DECLARATION.exec(instruction) ?? [];
  if (!first || declaration === undefined) {
    throw malformed('its XML declaration is wrong or in a wrong place');
  }
  if (!ENCODINGS.includes(encoding.toLowerCase())) {
    throw malformed(`its encoding is ${encoding}; only UTF-8 is supported`);
  }
}

function refuseControl(bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    if (CONTROL[bytes[at]] === 1) {
      throw malformed('it has control characters');
    }
  }
}
