import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryPolicy } from '../http/withRetries';
import type { RegistryBusyError } from './RegistryBusyError';

/** Requests that one request may see refused while others go through. */
const PATIENCE = 8;
/** However long a registry wants to be left alone, it is asked again after this. */
const MAX_PAUSE = 15 * 60_000;

/**
 * How fast a registry may be asked.
 *
 * @remarks
 * Registries count requests by address or account, not by repository: when one
 * is refused, all of this process wait. The wait is the registry's own and a
 * little more, or exponential with full jitter. It is given up when the registry asks for more
 * than is reasonable, and when it has let nothing through between one wait and
 * the next for as many times as the policy has attempts; from then until its
 * time is over, nothing more is sent.
 */
export class RegistryPace {
  static readonly #paces = new Map<string, RegistryPace>();

  /** The same for everybody who reads from this origin. */
  static of(origin: string): RegistryPace {
    const pace = RegistryPace.#paces.get(origin) ?? new RegistryPace();
    RegistryPace.#paces.set(origin, pace);
    return pace;
  }

  #resumes = 0;
  /** Waits since something went through. */
  #waits = 0;
  #refusal: RegistryBusyError | undefined;

  /**
   * Waits until the registry may be asked.
   *
   * @returns when that was, for {@link RegistryPace.refused}.
   */
  async ready(
    signal: AbortSignal,
    { maxRetryAfter, baseDelay }: RetryPolicy,
  ): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const left = this.#resumes - Date.now();
      if (left <= 0) {
        return Date.now();
      }
      if (left > maxRetryAfter + baseDelay && this.#refusal) {
        throw this.#refusal;
      }
      // An abort ends the wait; the next round then throws its reason.
      await sleep(left, undefined, { signal }).catch(() => undefined);
    }
  }

  succeeded(): void {
    this.#waits = 0;
  }

  /**
   * Makes everybody wait, for as long as the registry asked.
   *
   * @param request - When it was let go, and how often it was refused.
   * @returns false where it is not worth waiting.
   */
  refused(
    error: RegistryBusyError,
    request: { admitted: number; refusals: number },
    policy: RetryPolicy,
  ): boolean {
    this.#refusal = error;
    // What was under way when the wait began is refused with it: one wait.
    if (request.admitted >= this.#resumes) {
      this.#waits += 1;
    }
    const { retryAfter = 0 } = error;
    const pause = Math.min(retryAfter + this.#jitter(error, policy), MAX_PAUSE);
    this.#resumes = Math.max(this.#resumes, Date.now() + pause);
    return (
      retryAfter <= policy.maxRetryAfter &&
      this.#waits < policy.attempts &&
      request.refusals < policy.attempts * PATIENCE
    );
  }

  #jitter(
    { retryAfter }: RegistryBusyError,
    { baseDelay, maxDelay }: RetryPolicy,
  ): number {
    const ceiling =
      retryAfter === undefined
        ? Math.min(maxDelay, baseDelay * 2 ** (this.#waits - 1))
        : baseDelay;
    return Math.random() * ceiling;
  }
}
