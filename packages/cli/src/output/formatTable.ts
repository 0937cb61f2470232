import { printable } from './printable';

const GAP = '  ';

/** Rows below a header, every column as wide as its widest cell. */
export function formatTable(header: string[], rows: string[][]): string {
  const lines = [header, ...rows].map(row => row.map(printable));
  const widths = header.map((_, column) =>
    Math.max(...lines.map(line => line[column].length)),
  );
  return lines
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join(GAP)
        .trimEnd(),
    )
    .map(line => `${line}\n`)
    .join('');
}
