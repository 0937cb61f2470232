import { EventEmitter, once } from 'node:events';

/** Wakes whoever follows a build on this replica; a hint only, never the truth. */
export class BuildNotices {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  notify(buildId: string): void {
    this.#emitter.emit(buildId);
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
