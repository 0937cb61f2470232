import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildLogStore } from '../database/logs/BuildLogStore';

/** Bytes of lines that are kept for the next reader. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Counted for each batch besides its lines. */
const BATCH_OVERHEAD_BYTES = 1024;

/** Lines that were read together; shared, so immutable. */
export interface LogBatch {
  readonly lines: readonly LogLine[];
  readonly bytes: number;
}

/**
 * Reads one build's log for any number of viewers. Viewers at the same position
 * share one read, also later while it is cached.
 */
export class LogReads {
  readonly #buildId: string;
  readonly #logs: BuildLogStore;
  readonly #batches = new Map<number, Promise<LogBatch>>();
  readonly #kept: { after: number; bytes: number }[] = [];
  #keptBytes = 0;

  constructor(buildId: string, logs: BuildLogStore) {
    this.#buildId = buildId;
    this.#logs = logs;
  }

  /** Some lines from the one after `after`; none at the end. */
  read(after: number): Promise<LogBatch> {
    let batch = this.#batches.get(after);
    if (!batch) {
      batch = this.#read(after);
      this.#batches.set(after, batch);
    }
    return batch;
  }

  async #read(after: number): Promise<LogBatch> {
    try {
      const lines = await this.#logs.read(this.#buildId, after);
      const bytes = lines.reduce((sum, { line }) => sum + line.length + 1, 0);
      if (lines.length === 0) {
        this.#batches.delete(after);
      } else {
        this.#keep(after, bytes + BATCH_OVERHEAD_BYTES);
      }
      return { lines, bytes };
    } catch (error) {
      this.#batches.delete(after);
      throw error;
    }
  }

  #keep(after: number, bytes: number): void {
    this.#kept.push({ after, bytes });
    this.#keptBytes += bytes;
    while (this.#keptBytes > KEPT_BYTES && this.#kept.length > 1) {
      const oldest = this.#kept.shift()!;
      this.#keptBytes -= oldest.bytes;
      this.#batches.delete(oldest.after);
    }
  }
}
