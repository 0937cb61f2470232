import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Lines that are stored together; their sequence numbers follow one on another. */
export interface LogChunk {
  lines: readonly LogLine[];
  /** Of the lines with their line ends. */
  bytes: number;
}

/** Lines that have one time: the time, then each line. */
type Run = [time: string, ...lines: string[]];

/** The lines as they are stored. */
export function encodeLines(lines: readonly LogLine[]): string {
  const runs: Run[] = [];
  for (const { time, line } of lines) {
    const run = runs[runs.length - 1];
    if (run?.[0] === time) {
      run.push(line);
    } else {
      runs.push([time, line]);
    }
  }
  return JSON.stringify(runs);
}

/** Stored lines, of which the last has the sequence number `last`. */
export function decodeLines(stored: string, last: number): LogLine[] {
  const runs: Run[] = JSON.parse(stored);
  const lines = runs.flatMap(([time, ...run]) =>
    run.map(line => ({ seq: 0, time, line })),
  );
  const before = last - lines.length;
  lines.forEach((line, i) => {
    line.seq = before + i + 1;
  });
  return lines;
}
