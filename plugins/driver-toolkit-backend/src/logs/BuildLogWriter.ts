import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildNotices } from './BuildNotices';

/** Milliseconds that lines are gathered before they are stored. */
const FLUSH_DELAY_MS = 50;
/** Lines kept of the end of a log that outgrew its limit. */
const TAIL_LINES = 1000;

/**
 * Writes one build's log, in order, in batches.
 *
 * @remarks
 * A log over `maxBytes` keeps its beginning and its last {@link TAIL_LINES}
 * lines; a line between them says how many were dropped.
 */
export class BuildLogWriter {
  readonly #buildId: string;
  readonly #store: BuildLogStore;
  readonly #notices: BuildNotices;
  readonly #maxBytes: number;
  #sequence: number;
  #bytes = 0;
  #pending: LogLine[] = [];
  #tail: { time: string; line: string }[] = [];
  #dropped = 0;
  #timer?: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  /** Continues after what the store has of the build, so a requeued build keeps its log. */
  static async open(options: {
    buildId: string;
    store: BuildLogStore;
    notices: BuildNotices;
    maxBytes: number;
  }): Promise<BuildLogWriter> {
    const sequence = await options.store.lastSequence(options.buildId);
    return new BuildLogWriter(options, sequence);
  }

  private constructor(
    options: {
      buildId: string;
      store: BuildLogStore;
      notices: BuildNotices;
      maxBytes: number;
    },
    sequence: number,
  ) {
    this.#buildId = options.buildId;
    this.#store = options.store;
    this.#notices = options.notices;
    this.#maxBytes = options.maxBytes;
    this.#sequence = sequence;
  }

  get sequence(): number {
    return this.#sequence;
  }

  add(text: string): void {
    const time = new Date().toISOString();
    // PostgreSQL stores no NUL.
    const line = text.replaceAll('\0', '\uFFFD');
    this.#bytes += Buffer.byteLength(line);
    if (this.#bytes > this.#maxBytes) {
      this.#tail.push({ time, line });
      if (this.#tail.length > TAIL_LINES) {
        this.#tail.shift();
        this.#dropped++;
      }
      return;
    }
    this.#push(time, line);
    this.#timer ??= setTimeout(() => void this.#flush(), FLUSH_DELAY_MS);
  }

  /** Stores everything added so far; rejects when the store refused lines. */
  async close(): Promise<void> {
    if (this.#dropped > 0) {
      this.#push(
        new Date().toISOString(),
        `… ${
          this.#dropped
        } lines were dropped here: the log outgrew its limit of ${
          this.#maxBytes
        } bytes …`,
      );
      this.#dropped = 0;
    }
    for (const { time, line } of this.#tail.splice(0)) {
      this.#push(time, line);
    }
    await this.#flush();
    await this.#writing;
  }

  #push(time: string, line: string): void {
    this.#pending.push({ seq: ++this.#sequence, time, line });
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#pending.splice(0);
    if (lines.length > 0) {
      this.#writing = this.#writing.then(async () => {
        await this.#store.append(this.#buildId, lines);
        this.#notices.notify(this.#buildId);
      });
      // close() reports a refusal; until then it must not end the process.
      this.#writing.catch(() => {});
    }
    return this.#writing;
  }
}
