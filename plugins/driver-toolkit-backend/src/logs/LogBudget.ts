import type { LogExtent } from '../database/logs/BuildLogStore';

/** Parts that a log's end is dropped in. */
const PARTS = 64;

/**
 * Says which lines a log has to give up: it keeps its first half of the bytes
 * that it may have and, of what comes then, the last ones.
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

  /** Takes what the log has got, in order. */
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

  /** Takes what an earlier writer dropped: everything since the beginning up to `last`. */
  takeGap(last: number): void {
    this.#headIsFull = true;
    this.#droppedTo = last;
  }

  /** The lines after `after` up to `last` are given up. */
  get gap(): { after: number; last: number } | undefined {
    return this.#droppedTo === 0
      ? undefined
      : { after: this.#head.last, last: this.#droppedTo };
  }
}
