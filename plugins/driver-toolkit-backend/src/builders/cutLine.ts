/** Characters of a line that are kept. */
export const MAX_LINE_LENGTH = 64 * 1024;

/** Stands at the end of a line that went on. */
export const CUT_NOTE = ` … the rest of this line was dropped: it has more than ${MAX_LINE_LENGTH} characters …`;

/** A line as it is kept: whole, or its beginning and a note. */
export function cutLine(line: string): string {
  return line.length > MAX_LINE_LENGTH
    ? `${line.slice(0, MAX_LINE_LENGTH)}${CUT_NOTE}`
    : line;
}
