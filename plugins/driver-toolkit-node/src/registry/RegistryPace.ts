import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryPolicy } from '../http/withRetries';
import type { RegistryBusyError } from './RegistryBusyError';

/** Refusals of one request while others succeed, before it gives up. */
const PATIENCE = 8;
/**
 * The longest time before a registry is asked again, even if it demands more.
 */
const MAX_PAUSE = 15 * 60_000;

/**
 * Limits the rate of requests to a registry.
 *
 * @remarks
 * Registries count requests by address or account, not by repository: after a
 * refusal, all requests of this process wait. The wait is the registry's own
 * plus a little, or exponential with full jitter. Requests fail if the registry
 * demands an unreasonable wait, or if nothing succeeds for as many consecutive
 * waits as the policy has attempts; then nothing more is sent until that time
 * is over.
 */
export class RegistryPace {
  static readonly #paces = new Map<string, RegistryPace>();

  /** Shared by all readers of this origin. */
  static of(origin: string): RegistryPace {
    const pace = RegistryPace.#paces.get(origin) ?? new RegistryPace();
    RegistryPace.#paces.set(origin, pace);
    return pace;
  }

  #resumes = 0;
  /** Waits since the last success. */
  #waits = 0;
  #refusal: RegistryBusyError | undefined;

  /**
   * Waits until a request may be sent.
   *
   * @returns the time, for {@link RegistryPace.refused}.
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
   * Makes all requests wait as long as the registry demands.
   *
   * @param request - When it was sent, and how often it was refused.
   * @returns false if the wait would be unreasonable.
   */
  refused(
    error: RegistryBusyError,
    request: { admitted: number; refusals: number },
    policy: RetryPolicy,
  ): boolean {
    this.#refusal = error;
    // Refusals of requests sent before the wait began belong to the same wait.
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
