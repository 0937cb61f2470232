import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The number of lines that came at one time. */
export type LogRun = [time: string, lines: number];

/** Lines that are stored together, with consecutive sequence numbers. */
export interface LogChunk {
  /** Sequence number of the last line. */
  last: number;
  /** The lines as they are stored. */
  encoded: Buffer;
  /** Bytes of the lines with their line ends. */
  bytes: number;
}

/**
 * Compresses lines with Zstandard (RFC 8878), after a line of JSON with their
 * times. Uncompressed, they would be about ten times as large.
 *
 * @param text - the lines, with line ends between them
 */
export function encodeLines(runs: readonly LogRun[], text: string): Buffer {
  // A copy of the right size: zlib returns a part of a buffer of 16 KiB or
  // more.
  return Buffer.from(zstdCompressSync(`${JSON.stringify(runs)}\n${text}`));
}

/** Reads stored lines; the last one has the sequence number `last`. */
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
