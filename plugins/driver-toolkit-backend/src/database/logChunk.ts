import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Lines that have one time: the time, then each line. */
export type LogRun = [time: string, ...lines: string[]];

/** Lines that are stored together; their sequence numbers follow one on another. */
export interface LogChunk {
  /** Sequence number of the last line. */
  last: number;
  /** The lines as they are stored. */
  encoded: string;
  /** Of the lines with their line ends. */
  bytes: number;
}

export function encodeRuns(runs: readonly LogRun[]): string {
  return JSON.stringify(runs);
}

/** Stored lines, of which the last has the sequence number `last`. */
export function decodeLines(stored: string, last: number): LogLine[] {
  const runs: LogRun[] = JSON.parse(stored);
  const lines = runs.flatMap(([time, ...run]) =>
    run.map(line => ({ seq: 0, time, line })),
  );
  const before = last - lines.length;
  lines.forEach((line, i) => {
    line.seq = before + i + 1;
  });
  return lines;
}
