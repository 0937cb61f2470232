import { printableText } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A program's context is too valuable for the end of such a long line. */
const MAX_LENGTH = 500;
/** Colours and the like, which no screen shows here. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** A log line for actions: shortened, without invisible characters. */
export function shorten(line: string): string {
  const shown = line.replace(ESCAPES, '');
  const text = printableText(shown, MAX_LENGTH);
  return shown.length > MAX_LENGTH ? `${text}…` : text;
}
