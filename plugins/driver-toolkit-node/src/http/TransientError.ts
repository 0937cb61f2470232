import { ServiceUnavailableError } from '@backstage/errors';

/** A failure that may be gone the next time: worth a few tries. */
export class TransientError extends ServiceUnavailableError {
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter?: number;

  constructor(message: string, cause?: unknown, retryAfter?: number) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }
}
