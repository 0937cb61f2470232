import { encodeRuns, type LogChunk, type LogRun } from '../database/logChunk';

/** Chunks handed over at once, so that no transaction is long. */
const BATCH_CHUNKS = 16;

/** Lines that came together. */
export interface LogBurst {
  lines: readonly string[];
  /** Sequence number of the last of them. */
  last: number;
  time: string;
}

interface OpenChunk {
  first: number;
  last: number;
  runs: LogRun[];
  bytes: number;
}

interface FullChunk extends LogChunk {
  first: number;
  memory: number;
}

/**
 * Lines that wait to be stored, cut into chunks. Where they take too much
 * memory, the oldest are given up, and a line in their place says so.
 *
 * @remarks
 * A chunk is encoded as soon as it is full: a million lines take far more
 * memory than one text of them does.
 */
export class PendingLines {
  readonly #chunkBytes: number;
  readonly #maxMemory: number;
  #full: FullChunk[] = [];
  #open?: OpenChunk;
  /** Of what is full. */
  #memory = 0;
  /** The first line that was given up and has not been told of yet. */
  #lostFrom?: number;

  constructor(options: { chunkBytes: number; maxMemory: number }) {
    this.#chunkBytes = options.chunkBytes;
    this.#maxMemory = options.maxMemory;
  }

  /** There is more to store than what came last. */
  get hasFullChunk(): boolean {
    return this.#full.length > 0;
  }

  push(burst: LogBurst): void {
    const { lines, last, time } = burst;
    const text = lines.join('\n');
    if (text.includes('\0')) {
      // PostgreSQL stores none.
      this.push({
        ...burst,
        lines: text.replaceAll('\0', '\uFFFD').split('\n'),
      });
      return;
    }
    const bytes = Buffer.byteLength(text) + 1;
    if (bytes > this.#chunkBytes && lines.length > 1) {
      const half = lines.length >> 1;
      const rest = lines.slice(half);
      this.push({
        lines: lines.slice(0, half),
        last: last - rest.length,
        time,
      });
      this.push({ lines: rest, last, time });
      return;
    }
    if (this.#open && this.#open.bytes + bytes > this.#chunkBytes) {
      this.#close();
    }
    this.#add(burst, bytes);
    if (this.#memory > this.#maxMemory) {
      this.#giveUp(burst);
    }
  }

  /** The oldest lines, to be stored now. */
  take(): LogChunk[] {
    if (this.#full.length < BATCH_CHUNKS) {
      this.#close();
    }
    const taken = this.#full.splice(0, BATCH_CHUNKS);
    for (const { memory } of taken) {
      this.#memory -= memory;
    }
    this.#lostFrom = undefined;
    return taken;
  }

  clear(): void {
    this.#full = [];
    this.#open = undefined;
    this.#memory = 0;
  }

  #add({ lines, last, time }: LogBurst, bytes: number): void {
    const first = last - lines.length + 1;
    const chunk = (this.#open ??= { first, last, runs: [], bytes: 0 });
    let run = chunk.runs.at(-1);
    if (run?.[0] !== time) {
      run = [time];
      chunk.runs.push(run);
    }
    for (const line of lines) {
      run.push(line);
    }
    chunk.last = last;
    chunk.bytes += bytes;
  }

  #close(): void {
    if (this.#open) {
      const { runs, ...chunk } = this.#open;
      const encoded = encodeRuns(runs);
      const memory = memoryOf(encoded);
      this.#full.push({ ...chunk, encoded, memory });
      this.#memory += memory;
      this.#open = undefined;
    }
  }

  #giveUp({ last, time }: LogBurst): void {
    const first = (this.#lostFrom ??= this.#full[0].first);
    const note = `… lines ${first} to ${last} were dropped: they came faster than the database took them …`;
    this.clear();
    this.#add({ lines: [note], last, time }, Buffer.byteLength(note) + 1);
    // A chunk of its own: its number does not follow on the one before it.
    this.#close();
  }
}

/** Bytes; one character outside of ASCII may make all of them take two. */
function memoryOf(text: string): number {
  return Buffer.byteLength(text) === text.length
    ? text.length
    : 2 * text.length;
}
