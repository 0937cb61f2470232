import { ServiceUnavailableError } from '@backstage/errors';

/** A registry wants to be left alone for a while, by everybody and not only by one request. */
export class RegistryBusyError extends ServiceUnavailableError {
  constructor(
    message: string,
    /** Milliseconds, where it says how long. */
    readonly retryAfter: number | undefined,
    /** Whether it counts requests, so that another one would only make it worse. */
    readonly isRateLimit = false,
  ) {
    super(message);
  }
}
