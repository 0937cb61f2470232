import { ServiceUnavailableError, toError } from '@backstage/errors';

/**
 * A transient failure: worth a few retries. Its message is complete; the cause
 * is only for logs.
 */
export class TransientError extends ServiceUnavailableError {
  override readonly cause: Error | undefined;
  /** Milliseconds that the server demands to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    options: { cause?: unknown; retryAfter?: number } = {},
  ) {
    super(message);
    this.cause =
      options.cause === undefined ? undefined : toError(options.cause);
    this.retryAfter = options.retryAfter;
  }
}
