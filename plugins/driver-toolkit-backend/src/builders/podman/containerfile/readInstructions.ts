/** One instruction of a Containerfile. */
export interface Instruction {
  /** In upper case, such as `RUN`. */
  name: string;
  /** The text after the name, on one line. */
  rest: string;
  /** Lines of its here-documents, including their end markers. */
  document: readonly string[];
  /** The number of its first line, counted from 1. */
  line: number;
}

/** A Containerfile that is ambiguous, so podman could read it differently. */
export class UnclearContainerfile extends Error {}

/** Far more than any readable Containerfile has. */
const MAX_INSTRUCTIONS = 1000;
const NAMES = new Set([
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);
const WITH_DOCUMENTS = new Set(['ADD', 'COPY', 'ONBUILD', 'RUN']);
const DIRECTIVE = /^[ \t]*#[ \t]*(?:escape|syntax|check)[ \t]*=/im;
const COMMENT_OR_EMPTY = /^\s*(?:#|$)/;
const CONTINUED = /\\[ \t]*$/;
/** Any word that begins like this is a here-document for Docker's parser. */
const HERE_DOCUMENT = /(?:^|\s)\d*<<[^\s<]/;
/** A here-document without anything before it that could quote it. */
const PLAIN_HERE_DOCUMENT =
  /^(?:[^"'\\`<]*[ \t])?<<(-?)(["']?)([A-Za-z_]\w*)\2(?:[ \t][^<]*)?$/;

/**
 * The instructions of a Containerfile.
 *
 * @remarks If two parsers read a text differently, one checks something else
 * than the other runs. So podman never gets this text, but the output of
 * {@link writeInstructions}: one instruction a line, without comments and
 * continued lines.
 *
 * @throws UnclearContainerfile that names what is ambiguous
 */
export function readInstructions(text: string): Instruction[] {
  if (DIRECTIVE.test(text)) {
    throw new UnclearContainerfile(
      'It has a parser directive (`# escape=`, `# syntax=`). Leave it out',
    );
  }
  const lines = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map(line => line.replace(/\r$/, ''));
  const instructions: Instruction[] = [];
  for (let next = 0; next < lines.length; next++) {
    if (COMMENT_OR_EMPTY.test(lines[next])) {
      continue;
    }
    if (instructions.length === MAX_INSTRUCTIONS) {
      throw new UnclearContainerfile(
        `It has more than ${MAX_INSTRUCTIONS} instructions. Move commands to scripts`,
      );
    }
    const line = next + 1;
    const parts: string[] = [];
    for (; next < lines.length; next++) {
      // Comments and empty lines do not count within an instruction either.
      if (!COMMENT_OR_EMPTY.test(lines[next])) {
        parts.push(lines[next].replace(CONTINUED, ''));
        if (!CONTINUED.test(lines[next])) {
          break;
        }
      }
    }
    const [name, rest] = splitName(parts.join(''), line);
    const document = readDocument(name, rest, lines, next + 1, line);
    next += document.length;
    instructions.push({ name, rest, document, line });
  }
  return instructions;
}

/** A Containerfile of exactly these instructions. */
export function writeInstructions(
  instructions: readonly Pick<Instruction, 'name' | 'rest' | 'document'>[],
): string {
  return instructions
    .map(({ name, rest, document }) =>
      [`${name} ${rest}`, ...document, ''].join('\n'),
    )
    .join('');
}

/** The name of an instruction, and the text after it. */
export function splitName(text: string, line: number): [string, string] {
  const [, word, rest = ''] = /^[ \t]*(\S*)(?:[ \t]+(.*))?$/s.exec(text) ?? [];
  const name = (word ?? '').toUpperCase();
  const content = rest.trim();
  // A backslash at the end would join it to the next line.
  if (!NAMES.has(name) || content === '' || /[\\\u2028\u2029]$/.test(content)) {
    throw new UnclearContainerfile(
      `Line ${line} is not a known instruction. Write each as \`NAME …\``,
    );
  }
  return [name, content];
}

function readDocument(
  name: string,
  rest: string,
  lines: readonly string[],
  start: number,
  line: number,
): string[] {
  if (!WITH_DOCUMENTS.has(name) || !HERE_DOCUMENT.test(rest)) {
    return [];
  }
  const [, tabs, , end] = PLAIN_HERE_DOCUMENT.exec(rest) ?? [];
  const last =
    end === undefined || name === 'ONBUILD'
      ? -1
      : lines.findIndex(
          (each, at) =>
            at >= start && (tabs ? each.replace(/^\t+/, '') : each) === end,
        );
  if (last === -1) {
    throw new UnclearContainerfile(
      `Line ${line} has an ambiguous here-document. Copy a script into the stage and run it`,
    );
  }
  return lines.slice(start, last + 1);
}
