/** Characters kept of a line. */
export const MAX_LINE_LENGTH = 64 * 1024;

/** Ends a line that was cut. */
export const CUT_NOTE = ` … the rest of this line was dropped: it has more than ${MAX_LINE_LENGTH} characters …`;

/** Cuts a line that is too long, and adds a note. */
export function cutLine(line: string): string {
  return line.length > MAX_LINE_LENGTH
    ? `${line.slice(0, MAX_LINE_LENGTH)}${CUT_NOTE}`
    : line;
}
