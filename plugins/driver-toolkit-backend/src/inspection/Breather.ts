import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others have their turn. */
const SLICE_MS = 8;

/**
 * Lets others on the event loop go on while something long is read.
 *
 * @remarks
 * What is read may come from memory, or faster than it is read, so awaiting it
 * alone lets nobody else in.
 */
export class Breather {
  #since = performance.now();

  /** To be awaited after each small piece of work. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since >= SLICE_MS) {
      await setImmediate();
      this.#since = performance.now();
    }
  }
}
