import Anser from 'anser';

/** A piece of text with one style. */
export interface AnsiSpan {
  text: string;
  /** Name of one of the eight colours, normal or bright. */
  color?: AnsiColor;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

const COLORS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
] as const;

/** The named colours of a terminal. */
export type AnsiColor = (typeof COLORS)[number];

// Operating system commands (titles, links), and control sequences other than
// colours (`m`), after ECMA-48: what moves a cursor has no meaning in a log.
const COMMANDS =
  // eslint-disable-next-line no-control-regex
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[[0-?]*[ -/]*[@-ln-~]|\u001b[()][0-9A-Z]/g;

const CONTROLS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;

/** Splits a log line into pieces of the same style. */
export function ansiSpans(line: string): AnsiSpan[] {
  return Anser.ansiToJson(printed(line), {
    json: true,
    use_classes: true,
    remove_empty: true,
  }).map(({ content, fg, decorations }) => ({
    text: content,
    color: colorOf(fg),
    bold: decorations.includes('bold'),
    dim: decorations.includes('dim'),
    italic: decorations.includes('italic'),
    underline: decorations.includes('underline'),
  }));
}

/** The visible rest of a line: the last state of a progress bar, without control sequences. */
function printed(line: string): string {
  const redrawn = line.replace(/\r+$/, '');
  return redrawn
    .slice(redrawn.lastIndexOf('\r') + 1)
    .replace(COMMANDS, '')
    .replace(CONTROLS, '');
}

function colorOf(name: string | null): AnsiColor | undefined {
  const match = /^ansi-(?:bright-)?(\w+)$/.exec(name ?? '');
  return COLORS.find(color => color === match?.[1]);
}
