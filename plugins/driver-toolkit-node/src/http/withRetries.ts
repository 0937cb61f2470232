import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from './TransientError';

/** Limits of {@link withRetries}, times in milliseconds. */
export interface RetryPolicy {
  attempts: number;
  baseDelay: number;
  maxDelay: number;
  /** If a server demands a longer wait, the operation fails at once. */
  maxRetryAfter: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 4,
  baseDelay: 300,
  maxDelay: 10_000,
  maxRetryAfter: 60_000,
};

/**
 * Repeats an operation that fails with a {@link TransientError}.
 *
 * @remarks
 * Waits as long as the server demands, or otherwise exponentially longer with
 * full jitter, so that many readers do not return at the same moment.
 */
export async function withRetries<T>(
  operation: () => Promise<T>,
  options: { signal: AbortSignal; policy?: RetryPolicy },
): Promise<T> {
  const { signal, policy = DEFAULT_RETRY_POLICY } = options;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await operation();
    } catch (error) {
      signal.throwIfAborted();
      const wait = delayBefore(attempt, error, policy);
      if (wait === undefined) {
        throw error;
      }
      // An abort ends the wait; the next round then throws its reason.
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

function delayBefore(
  attempt: number,
  error: unknown,
  policy: RetryPolicy,
): number | undefined {
  if (!(error instanceof TransientError) || attempt >= policy.attempts) {
    return undefined;
  }
  if (error.retryAfter !== undefined) {
    return error.retryAfter <= policy.maxRetryAfter
      ? error.retryAfter
      : undefined;
  }
  const ceiling = Math.min(
    policy.maxDelay,
    policy.baseDelay * 2 ** (attempt - 1),
  );
  return Math.random() * ceiling;
}
