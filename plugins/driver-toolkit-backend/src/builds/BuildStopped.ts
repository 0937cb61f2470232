/** Why a build's signal fired. */
export class BuildStopped extends Error {
  readonly because: 'cancelled' | 'timeout' | 'shutdown' | 'lost';

  constructor(because: BuildStopped['because']) {
    super(`The build was stopped: ${because}`);
    this.because = because;
  }
}
