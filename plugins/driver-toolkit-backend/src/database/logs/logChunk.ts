import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** How many lines came at one time. */
export type LogRun = [time: string, lines: number];

/** Lines that are stored together; their sequence numbers follow one on another. */
export interface LogChunk {
  /** Sequence number of the last line. */
  last: number;
  /** The lines as they are stored. */
  encoded: Buffer;
  /** Of the lines with their line ends. */
  bytes: number;
}

/**
 * Compresses lines by Zstandard (RFC 8878), behind a line of JSON that says
 * when they came: a database is not to carry ten times what it has to.
 *
 * @param text - the lines, with line ends between them
 */
export function encodeLines(runs: readonly LogRun[], text: string): Buffer {
  // Of its own size: what zlib returns is a part of 16 KiB or more.
  return Buffer.from(zstdCompressSync(`${JSON.stringify(runs)}\n${text}`));
}

/** Stored lines, of which the last has the sequence number `last`. */
export function decodeLines(stored: Buffer, last: number): LogLine[] {
  const [header, ...lines] = zstdDecompressSync(stored).toString().split('\n');
  const runs: LogRun[] = JSON.parse(header);
  let next = 0;
  let seq = last - lines.length;
  return runs.flatMap(([time, count]) =>
    lines.slice(next, (next += count)).map(line => {
      seq += 1;
      return { seq, time, line };
    }),
  );
}
