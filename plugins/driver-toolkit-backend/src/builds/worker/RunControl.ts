import { BuildStopped } from './BuildStopped';

/**
 * Stops the run of one build until its image has its tag: from then on the
 * build has succeeded, and cancelling it would be untrue.
 */
export class RunControl {
  #controller = new AbortController();
  #settled = false;
  #isTooLate = false;

  /** Fires with a {@link BuildStopped} when the run must stop. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether a stop came too late. */
  get isTooLate(): boolean {
    return this.#isTooLate;
  }

  stop(because: BuildStopped['because']): void {
    const reason = new BuildStopped(because);
    if (this.#settled && reason.isTooLateOncePushed) {
      this.#isTooLate = true;
    } else {
      this.#controller.abort(reason);
    }
  }

  /**
   * Reports that the image has its tag.
   *
   * @returns the signal for the remaining work; a new one if the run was being
   * stopped too late
   */
  settle(): AbortSignal {
    this.#settled = true;
    const { reason } = this.#controller.signal;
    if (reason instanceof BuildStopped && reason.isTooLateOncePushed) {
      this.#isTooLate = true;
      this.#controller = new AbortController();
    }
    return this.#controller.signal;
  }
}
