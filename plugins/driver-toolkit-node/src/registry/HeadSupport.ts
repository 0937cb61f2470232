import pLimit from 'p-limit';

/**
 * Milliseconds. Short, so that one wrong answer does not cost much more than
 * one refresh.
 */
const FORGOTTEN_AFTER = 60 * 60_000;

/**
 * Whether a registry answers `HEAD` like `GET`. Some registries and proxies
 * refuse it, or answer 404 for existing content.
 */
export class HeadSupport {
  static readonly #supports = new Map<string, HeadSupport>();

  /** Shared by all readers of this origin. */
  static of(origin: string): HeadSupport {
    const support = HeadSupport.#supports.get(origin) ?? new HeadSupport();
    HeadSupport.#supports.set(origin, support);
    return support;
  }

  readonly #oneAtATime = pLimit(1);
  #isTried = false;
  #uselessUntil = 0;

  /**
   * Sends a `HEAD` request. One goes ahead: if it shows that `HEAD` does not
   * work, the hundreds that wait are not sent.
   *
   * @returns undefined if `HEAD` does not work
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

  /** Records that `GET` found content that `HEAD` did not. */
  disproved(): void {
    this.#isTried = false;
    this.#uselessUntil = Date.now() + FORGOTTEN_AFTER;
  }

  #isUseful(): boolean {
    return this.#uselessUntil <= Date.now();
  }
}
