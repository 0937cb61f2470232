import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work before the event loop gets a turn. */
const SLICE_MS = 8;

/**
 * Yields to the event loop during long reads.
 *
 * @remarks
 * Data may come from memory, or faster than it is processed; then awaiting it
 * does not yield.
 */
export class Breather {
  #since = performance.now();

  /** Await this after each small piece of work. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since >= SLICE_MS) {
      await setImmediate();
      this.#since = performance.now();
    }
  }
}
