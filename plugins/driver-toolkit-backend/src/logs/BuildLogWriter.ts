import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { setTimeout as delay } from 'node:timers/promises';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildNotices } from './BuildNotices';

/** Milliseconds that lines are gathered before they are stored. */
const FLUSH_DELAY_MS = 50;
/** Milliseconds until refused lines are offered again. */
const RETRY_DELAY_MS = 1000;
/** How often the end of a log is offered to the store. */
const CLOSE_ATTEMPTS = 5;
/** Lines kept of the end of a log that outgrew its limit. */
const TAIL_LINES = 1000;

/** What a log is written with. */
export interface BuildLogWriterOptions {
  buildId: string;
  store: BuildLogStore;
  notices: BuildNotices;
  /** Of the lines with their line ends. */
  maxBytes: number;
}

/**
 * Writes one build's log, in order, in batches. Lines that the store refuses
 * are offered again, so that a restart of the database costs none.
 *
 * @remarks
 * A log over `maxBytes` keeps its beginning and its last {@link TAIL_LINES}
 * lines; a line between them says how many were dropped.
 */
export class BuildLogWriter {
  readonly #options: BuildLogWriterOptions;
  #sequence: number;
  #bytes = 0;
  #pending: LogLine[] = [];
  #tail: { time: string; line: string }[] = [];
  #dropped = 0;
  #timer?: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #discarded = false;

  /** Continues after what the store has of the build, so a requeued build keeps its log. */
  static async open(options: BuildLogWriterOptions): Promise<BuildLogWriter> {
    const sequence = await options.store.lastSequence(options.buildId);
    return new BuildLogWriter(options, sequence);
  }

  private constructor(options: BuildLogWriterOptions, sequence: number) {
    this.#options = options;
    this.#sequence = sequence;
  }

  add(text: string): void {
    const time = new Date().toISOString();
    // PostgreSQL stores no NUL.
    const line = text.replaceAll('\0', '\uFFFD');
    this.#bytes += Buffer.byteLength(line) + 1;
    if (this.#bytes > this.#options.maxBytes) {
      this.#tail.push({ time, line });
      if (this.#tail.length > TAIL_LINES) {
        this.#tail.shift();
        this.#dropped++;
      }
      return;
    }
    this.#push(time, line);
    this.#flushIn(FLUSH_DELAY_MS);
  }

  /** Stores everything added so far; rejects when the store refuses it to the end. */
  async close(): Promise<void> {
    if (this.#dropped > 0) {
      this.#push(
        new Date().toISOString(),
        `… ${
          this.#dropped
        } lines were dropped here: the log outgrew its limit of ${
          this.#options.maxBytes
        } bytes …`,
      );
      this.#dropped = 0;
    }
    for (const { time, line } of this.#tail.splice(0)) {
      this.#push(time, line);
    }
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

  /** Stores nothing more: the build has another owner, who goes on with its log. */
  discard(): void {
    this.#discarded = true;
    clearTimeout(this.#timer);
    this.#pending = [];
    this.#tail = [];
  }

  #push(time: string, line: string): void {
    this.#pending.push({ seq: ++this.#sequence, time, line });
  }

  #flushIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#flush().catch(() => this.#flushIn(RETRY_DELAY_MS));
    }, milliseconds);
  }

  /** Stores what is pending after whatever is being stored. */
  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing
      .catch(() => {}) // its caller knows; its lines are pending again
      .then(() => this.#store());
    return this.#writing;
  }

  async #store(): Promise<void> {
    const lines = this.#pending;
    if (lines.length === 0 || this.#discarded) {
      return;
    }
    this.#pending = [];
    const { buildId, store, notices } = this.#options;
    try {
      await store.append(buildId, lines);
    } catch (error) {
      this.#pending = [...lines, ...this.#pending];
      throw error;
    }
    notices.notify(buildId);
  }
}
