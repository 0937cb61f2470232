import { setTimeout as delay } from 'node:timers/promises';

/** Limit of all viewers together while a log is written in a hurry. */
const BYTES_PER_MS = 16 * 1024;

/**
 * Keeps viewers from slowing a build: while a log is written as fast as this
 * process can accept it, viewers share a limited rate, one after another.
 */
export class ViewerPace {
  readonly #isHurried: () => boolean;
  #freeAt = 0;

  constructor(isHurried: () => boolean) {
    this.#isHurried = isHurried;
  }

  /** Waits until this many bytes may be sent. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (!this.#isHurried()) {
      return;
    }
    const now = performance.now();
    const startAt = Math.max(now, this.#freeAt);
    this.#freeAt = startAt + bytes / BYTES_PER_MS;
    await delay(startAt - now, undefined, { signal }).catch(() => {});
  }
}
