import type { LogExtent } from '../database/logs/BuildLogStore';

/** Number of parts in which a log's end is dropped. */
const PARTS = 64;

/**
 * Says which lines of a log to drop: it keeps its beginning, up to half of its
 * limit in bytes, and its last lines.
 */
export class LogBudget {
  readonly #half: number;
  readonly #part: number;
  #head = { last: 0, bytes: 0 };
  #headIsFull = false;
  #tail: LogExtent[] = [];
  #tailBytes = 0;
  #droppedTo = 0;

  constructor(maxBytes: number) {
    this.#half = maxBytes / 2;
    this.#part = maxBytes / PARTS;
  }

  /** Counts lines that were added to the log, in order. */
  take({ last, bytes }: LogExtent): void {
    if (!this.#headIsFull && this.#head.bytes + bytes <= this.#half) {
      this.#head = { last, bytes: this.#head.bytes + bytes };
      return;
    }
    this.#headIsFull = true;
    const newest = this.#tail[this.#tail.length - 1];
    if (newest && newest.bytes + bytes <= this.#part) {
      newest.bytes += bytes;
      newest.last = last;
    } else {
      this.#tail.push({ last, bytes });
    }
    this.#tailBytes += bytes;
    while (this.#tailBytes > this.#half && this.#tail.length > 1) {
      const dropped = this.#tail.shift()!;
      this.#tailBytes -= dropped.bytes;
      this.#droppedTo = dropped.last;
    }
  }

  /**
   * Counts lines that an earlier writer dropped: all after the beginning up to
   * `last`.
   */
  takeGap(last: number): void {
    this.#headIsFull = true;
    this.#droppedTo = last;
  }

  /** The lines after `after` up to `last` are dropped. */
  get gap(): { after: number; last: number } | undefined {
    return this.#droppedTo === 0
      ? undefined
      : { after: this.#head.last, last: this.#droppedTo };
  }
}
