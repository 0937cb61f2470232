import { setTimeout as delay } from 'node:timers/promises';
import { cutLine } from '../builders/cutLine';
import type { BuildLogStore, LogGap } from '../database/logs/BuildLogStore';
import type { LogChunk } from '../database/logs/logChunk';
import type { BuildNotices } from './BuildNotices';
import { LogBudget } from './LogBudget';
import { PendingLines } from './PendingLines';

/** Milliseconds that lines are collected before they are stored. */
const FLUSH_DELAY_MS = 50;
/** Milliseconds before refused lines are stored again. */
const RETRY_DELAY_MS = 1000;
/** Attempts to store the end of a log. */
const CLOSE_ATTEMPTS = 5;
const CHUNK_BYTES = 128 * 1024;
/** A chunk is the smallest part of a log that can be dropped. */
const CHUNKS_IN_A_LOG = 64;
/** Bytes of memory for lines that are not stored yet. */
const MAX_PENDING = 32 * 1024 * 1024;

/** Dependencies and limits of a log writer. */
export interface BuildLogWriterOptions {
  buildId: string;
  store: BuildLogStore;
  notices: BuildNotices;
  /** Bytes of the lines with their line ends. */
  maxBytes: number;
}

/** The lines being stored, kept for another attempt. */
interface Write {
  chunks: LogChunk[];
  gap?: LogGap;
}

/**
 * Writes one build's log, in order, in batches. Lines that the store refuses
 * are stored again later, so that a restart of the database loses none.
 *
 * @remarks
 * A log over `maxBytes` keeps its beginning and its end: each line is stored
 * when it comes, and lines between the two are removed as the end moves on. A
 * line in their place says which lines were dropped.
 */
export class BuildLogWriter {
  readonly #options: BuildLogWriterOptions;
  readonly #budget: LogBudget;
  readonly #pending: PendingLines;
  #sequence: number;
  /** The last line of the gap that is stored. */
  #toldGap: number;
  #refused?: Write;
  #timer?: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #discarded = false;
  #time = { at: 0, text: '' };

  /**
   * Continues after the build's stored lines, so a requeued build keeps its
   * log.
   */
  static async open(options: BuildLogWriterOptions): Promise<BuildLogWriter> {
    const budget = new LogBudget(options.maxBytes);
    let sequence = 0;
    for (const extent of await options.store.extents(options.buildId)) {
      if (extent.bytes === 0) {
        budget.takeGap(extent.last);
      } else {
        budget.take(extent);
      }
      sequence = extent.last;
    }
    return new BuildLogWriter(options, budget, sequence);
  }

  private constructor(
    options: BuildLogWriterOptions,
    budget: LogBudget,
    sequence: number,
  ) {
    this.#options = options;
    this.#budget = budget;
    this.#toldGap = budget.gap?.last ?? 0;
    this.#sequence = sequence;
    this.#pending = new PendingLines({
      chunkBytes: Math.ceil(
        Math.min(CHUNK_BYTES, options.maxBytes / CHUNKS_IN_A_LOG),
      ),
      maxMemory: MAX_PENDING,
    });
  }

  /**
   * Adds a line, or several with line ends between them; long lines are cut.
   */
  add(text: string): void {
    this.addLines(text.split('\n').map(cutLine));
  }

  addLines(lines: readonly string[]): void {
    this.#sequence += lines.length;
    this.#pending.push({
      last: this.#sequence,
      time: this.#now(),
      lines,
    });
    this.#flushIn(FLUSH_DELAY_MS);
  }

  /**
   * Stores everything added so far; rejects if the store refuses every attempt.
   */
  async close(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#flush();
        return;
      } catch (error) {
        if (attempt === CLOSE_ATTEMPTS) {
          throw error;
        }
        await delay(RETRY_DELAY_MS);
      }
    }
  }

  /** Stores nothing more: the build has a new owner that continues its log. */
  discard(): void {
    this.#discarded = true;
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#refused = undefined;
  }

  /** Lines of one millisecond share the text of their time. */
  #now(): string {
    const at = Date.now();
    if (at !== this.#time.at) {
      this.#time = { at, text: new Date(at).toISOString() };
    }
    return this.#time.text;
  }

  #flushIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#flush().catch(() => this.#flushIn(RETRY_DELAY_MS));
    }, milliseconds);
  }

  /** Stores pending lines after the running store operation. */
  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing
      .catch(() => {}) // its caller handles this; the lines are kept for the next attempt
      .then(() => this.#store());
    return this.#writing;
  }

  async #store(): Promise<void> {
    const { buildId, store, notices } = this.#options;
    do {
      const write = this.#refused ?? this.#next();
      if (!write || this.#discarded) {
        return;
      }
      this.#refused = write;
      await store.append(buildId, write.chunks, write.gap);
      this.#refused = undefined;
      notices.wrote(buildId, bytesOf(write.chunks));
      // If a timer runs, it stores the new lines.
    } while (this.#pending.hasFullChunk || !this.#timer);
  }

  /** The lines to store now, without those that would be dropped at once. */
  #next(): Write | undefined {
    const chunks = this.#pending.take();
    if (chunks.length === 0) {
      return undefined;
    }
    for (const { last, bytes } of chunks) {
      this.#budget.take({ last, bytes });
    }
    const { gap } = this.#budget;
    if (!gap || gap.last === this.#toldGap) {
      return { chunks };
    }
    this.#toldGap = gap.last;
    const line = `… lines ${gap.after + 1} to ${
      gap.last
    } were dropped: the log exceeded its limit of ${
      this.#options.maxBytes
    } bytes …`;
    return {
      chunks: chunks.filter(({ last }) => last <= gap.after || last > gap.last),
      gap: {
        after: gap.after,
        note: { seq: gap.last, time: this.#now(), line },
      },
    };
  }
}

function bytesOf(chunks: readonly LogChunk[]): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0);
}
