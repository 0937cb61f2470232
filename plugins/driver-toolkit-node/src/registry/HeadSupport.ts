/** Milliseconds: one wrong answer must not cost much more than one refresh. */
const FORGOTTEN_AFTER = 60 * 60_000;

/**
 * Whether a registry answers `HEAD` as it answers `GET`. Some, and proxies in
 * front of others, refuse it, or say 404 to what is there.
 */
export class HeadSupport {
  private static readonly supports = new Map<string, HeadSupport>();

  /** The same for everybody who reads from this origin. */
  static of(origin: string): HeadSupport {
    const support = HeadSupport.supports.get(origin) ?? new HeadSupport();
    HeadSupport.supports.set(origin, support);
    return support;
  }

  private uselessUntil = 0;

  isUseful(): boolean {
    return this.uselessUntil <= Date.now();
  }

  /** Remembers that `GET` found what `HEAD` did not. */
  disproved(): void {
    this.uselessUntil = Date.now() + FORGOTTEN_AFTER;
  }
}
