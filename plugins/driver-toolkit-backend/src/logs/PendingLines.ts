import {
  encodeLines,
  type LogChunk,
  type LogRun,
} from '../database/logs/logChunk';

/** Handed over at once, so that no statement takes long: SQLite's driver works on this thread. */
const BATCH_CHUNKS = 64;
const BATCH_BYTES = 1024 * 1024;

/** Lines that came together. */
export interface LogBurst {
  lines: readonly string[];
  /** Sequence number of the last line. */
  last: number;
  time: string;
}

/** The same with line ends between them. */
interface LogText {
  text: string;
  lines: number;
  last: number;
  time: string;
}

interface OpenChunk {
  first: number;
  last: number;
  runs: LogRun[];
  texts: string[];
  bytes: number;
}

interface FullChunk extends LogChunk {
  first: number;
}

/**
 * Lines that wait to be stored, in chunks. If they take too much memory, the
 * oldest are dropped, and a line in their place says so.
 *
 * @remarks
 * A chunk is encoded as soon as it is full: a million strings take far more
 * memory than one text with all lines.
 */
export class PendingLines {
  readonly #chunkBytes: number;
  readonly #maxMemory: number;
  #full: FullChunk[] = [];
  #open?: OpenChunk;
  /** Bytes of full chunks. */
  #memory = 0;
  /** The first dropped line that is not reported yet. */
  #lostFrom?: number;

  constructor(options: { chunkBytes: number; maxMemory: number }) {
    this.#chunkBytes = options.chunkBytes;
    this.#maxMemory = options.maxMemory;
  }

  /** More waits than the lines that came last. */
  get hasFullChunk(): boolean {
    return this.#full.length > 0;
  }

  push(burst: LogBurst): void {
    const { lines, last, time } = burst;
    const text = lines.join('\n');
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
    this.#add({ text, lines: lines.length, last, time }, bytes);
    if (this.#memory > this.#maxMemory) {
      this.#giveUp(burst);
    }
  }

  /** The oldest lines, to be stored now. */
  take(): LogChunk[] {
    if (this.#full.length < BATCH_CHUNKS) {
      this.#close();
    }
    const taken: FullChunk[] = [];
    let bytes = 0;
    while (
      this.#full.length > 0 &&
      taken.length < BATCH_CHUNKS &&
      bytes < BATCH_BYTES
    ) {
      const chunk = this.#full.shift()!;
      bytes += chunk.encoded.length;
      taken.push(chunk);
    }
    this.#memory -= bytes;
    this.#lostFrom = undefined;
    return taken;
  }

  clear(): void {
    this.#full = [];
    this.#open = undefined;
    this.#memory = 0;
  }

  #add({ text, lines, last, time }: LogText, bytes: number): void {
    const first = last - lines + 1;
    const chunk = (this.#open ??= {
      first,
      last,
      runs: [],
      texts: [],
      bytes: 0,
    });
    const run = chunk.runs.at(-1);
    if (run?.[0] === time) {
      run[1] += lines;
    } else {
      chunk.runs.push([time, lines]);
    }
    chunk.texts.push(text);
    chunk.last = last;
    chunk.bytes += bytes;
  }

  #close(): void {
    if (this.#open) {
      const { runs, texts, ...chunk } = this.#open;
      const encoded = encodeLines(runs, texts.join('\n'));
      this.#full.push({ ...chunk, encoded });
      this.#memory += encoded.length;
      this.#open = undefined;
    }
  }

  #giveUp({ last, time }: LogBurst): void {
    const first = (this.#lostFrom ??= this.#full[0].first);
    const text = `… lines ${first} to ${last} were dropped: they came faster than the database took them …`;
    this.clear();
    this.#add({ text, lines: 1, last, time }, Buffer.byteLength(text) + 1);
    // A separate chunk, because its number does not follow the previous one.
    this.#close();
  }
}
