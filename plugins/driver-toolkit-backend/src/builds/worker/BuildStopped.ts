/** Why a build's signal fired. */
export class BuildStopped extends Error {
  readonly because: 'cancelled' | 'timeout' | 'shutdown' | 'lost';

  constructor(because: BuildStopped['because']) {
    super(`The build was stopped: ${because}`);
    this.because = because;
  }

  /** Whether a build whose image has its tag by now has succeeded all the same. */
  get isTooLateOncePushed(): boolean {
    return this.because === 'cancelled' || this.because === 'timeout';
  }
}
