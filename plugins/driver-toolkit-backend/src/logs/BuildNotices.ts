import { EventEmitter, once } from 'node:events';

/** A log with batches of this size is written in a hurry. */
const HURRY_BYTES = 256 * 1024;
/** Milliseconds that such a batch counts. */
const HURRY_MS = 250;

/**
 * Wakes the followers of a build on this replica; only a hint to read its
 * state.
 */
export class BuildNotices {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  #hurryUntil = 0;

  /** A log is written here as fast as this process can accept it. */
  get hurried(): boolean {
    return performance.now() < this.#hurryUntil;
  }

  notify(buildId: string): void {
    this.#emitter.emit(buildId);
  }

  /** Lines of a build were stored here. */
  wrote(buildId: string, bytes: number): void {
    if (bytes >= HURRY_BYTES) {
      this.#hurryUntil = performance.now() + HURRY_MS;
    }
    this.notify(buildId);
  }

  /** Ends at the next notice, after the timeout, or when the signal fires. */
  async wait(
    buildId: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await once(this.#emitter, buildId, { signal: either }).catch(() => {});
  }
}
