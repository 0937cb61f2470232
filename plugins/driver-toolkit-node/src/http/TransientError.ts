import { ServiceUnavailableError, toError } from '@backstage/errors';

/**
 * A failure that may be gone the next time: worth a few tries. Its message
 * says all there is to say; the cause is for logs alone.
 */
export class TransientError extends ServiceUnavailableError {
  override readonly cause: Error | undefined;
  /** Milliseconds that the server asked to wait. */
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
