import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { LogChunk } from '../database/logChunk';

/** What a line takes in memory besides its characters, about. */
const LINE_OVERHEAD_BYTES = 64;
/** Chunks handed over at once, so that no transaction is long. */
const BATCH_CHUNKS = 16;

interface GrowingChunk extends LogChunk {
  lines: LogLine[];
}

/**
 * Lines that wait to be stored, cut into chunks. Where they take too much
 * memory, the oldest are given up, and a line in their place says so.
 */
export class PendingLines {
  readonly #chunkBytes: number;
  readonly #maxMemory: number;
  #chunks: GrowingChunk[] = [];
  #memory = 0;
  /** The first line that was given up and has not been told of yet. */
  #lostFrom?: number;

  constructor(options: { chunkBytes: number; maxMemory: number }) {
    this.#chunkBytes = options.chunkBytes;
    this.#maxMemory = options.maxMemory;
  }

  /** There is more to store than what came last. */
  get hasFullChunk(): boolean {
    return this.#chunks.length > 1;
  }

  push(line: LogLine): void {
    this.#memory += line.line.length + LINE_OVERHEAD_BYTES;
    const bytes = Buffer.byteLength(line.line) + 1;
    const newest = this.#chunks[this.#chunks.length - 1];
    if (newest && newest.bytes + bytes <= this.#chunkBytes) {
      newest.lines.push(line);
      newest.bytes += bytes;
    } else {
      this.#chunks.push({ lines: [line], bytes });
    }
    if (this.#memory > this.#maxMemory) {
      this.#giveUp(line);
    }
  }

  /** The oldest lines, to be stored now. */
  take(): LogChunk[] {
    const taken = this.#chunks.splice(0, BATCH_CHUNKS);
    for (const { lines } of taken) {
      for (const { line } of lines) {
        this.#memory -= line.length + LINE_OVERHEAD_BYTES;
      }
    }
    this.#lostFrom = undefined;
    return taken;
  }

  clear(): void {
    this.#chunks = [];
    this.#memory = 0;
  }

  #giveUp({ seq, time }: LogLine): void {
    this.#lostFrom ??= this.#chunks[0].lines[0].seq;
    const note = `… lines ${
      this.#lostFrom
    } to ${seq} were dropped: they came faster than the database took them …`;
    this.#chunks = [
      // A chunk of its own: its number does not follow on the one before it.
      { lines: [{ seq, time, line: note }], bytes: this.#chunkBytes },
    ];
    this.#memory = note.length + LINE_OVERHEAD_BYTES;
  }
}
