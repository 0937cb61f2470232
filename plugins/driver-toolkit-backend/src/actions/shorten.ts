import { printableText } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** The end of such a long line is not worth a program's context. */
const MAX_LENGTH = 500;
/** Escape sequences, such as colours, which are useless here. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** A log line for actions: shortened, without invisible characters. */
export function shorten(line: string): string {
  const shown = line.replace(ESCAPES, '');
  const text = printableText(shown, MAX_LENGTH);
  return shown.length > MAX_LENGTH ? `${text}…` : text;
}
