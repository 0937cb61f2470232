import { printableText } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A program's context is worth more than the end of a line that long. */
const MAX_LENGTH = 500;
/** Colours and the like: no screen shows them here. */
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** A line of a log as actions tell it: without what a person would not see. */
export function shorten(line: string): string {
  const shown = line.replace(ESCAPES, '');
  const text = printableText(shown, MAX_LENGTH);
  return shown.length > MAX_LENGTH ? `${text}…` : text;
}
