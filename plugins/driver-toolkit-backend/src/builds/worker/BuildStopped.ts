/** Why a build's signal fired. */
export class BuildStopped extends Error {
  readonly because: 'cancelled' | 'timeout' | 'shutdown' | 'lost';

  constructor(because: BuildStopped['because']) {
    super(`The build was stopped: ${because}`);
    this.because = because;
  }

  /** Whether the build still succeeds if its image already has its tag. */
  get isTooLateOncePushed(): boolean {
    return this.because === 'cancelled' || this.because === 'timeout';
  }
}
