/** A program's context is worth more than the end of a line that long. */
const MAX_LENGTH = 500;

/** A line of a log as actions tell it. */
export function shorten(line: string): string {
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
