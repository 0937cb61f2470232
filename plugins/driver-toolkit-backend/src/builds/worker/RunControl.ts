import { BuildStopped } from './BuildStopped';

/**
 * Stops the run of one build, for as long as that would not make its state
 * untrue: one whose image has its tag has succeeded, whoever cancels it.
 */
export class RunControl {
  #controller = new AbortController();
  #settled = false;
  #isTooLate = false;

  /** Fires when the run is to stop, with a {@link BuildStopped}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was to be stopped when it was too late for that. */
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
   * Says that the image has its tag.
   *
   * @returns the signal of what is left to do; another one where the run was
   * being stopped, too late
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
