import pLimit from 'p-limit';

/** Milliseconds: one wrong answer must not cost much more than one refresh. */
const FORGOTTEN_AFTER = 60 * 60_000;

/**
 * Whether a registry answers `HEAD` as it answers `GET`. Some, and proxies in
 * front of others, refuse it, or say 404 to what is there.
 */
export class HeadSupport {
  static readonly #supports = new Map<string, HeadSupport>();

  /** The same for everybody who reads from this origin. */
  static of(origin: string): HeadSupport {
    const support = HeadSupport.#supports.get(origin) ?? new HeadSupport();
    HeadSupport.#supports.set(origin, support);
    return support;
  }

  readonly #oneAtATime = pLimit(1);
  #isTried = false;
  #uselessUntil = 0;

  /**
   * Asks a question with `HEAD`. One goes ahead: where it proves `HEAD` useless,
   * the hundreds that wait are not sent.
   *
   * @returns undefined where `HEAD` is useless
   */
  async ask<T>(
    question: () => Promise<{ value: T }>,
  ): Promise<{ value: T } | undefined> {
    const first = await this.#oneAtATime(async () => {
      if (this.#isTried || !this.#isUseful()) {
        return undefined;
      }
      try {
        return await question();
      } finally {
        this.#isTried = this.#isUseful();
      }
    });
    return first ?? (this.#isUseful() ? await question() : undefined);
  }

  /** Remembers that `GET` found what `HEAD` did not. */
  disproved(): void {
    this.#isTried = false;
    this.#uselessUntil = Date.now() + FORGOTTEN_AFTER;
  }

  #isUseful(): boolean {
    return this.#uselessUntil <= Date.now();
  }
}
