import { ServiceUnavailableError } from '@backstage/errors';

/** A registry limits requests: all readers must wait, not only this request. */
export class RegistryBusyError extends ServiceUnavailableError {
  constructor(
    message: string,
    /** Milliseconds, if it says how long. */
    readonly retryAfter: number | undefined,
    /** Whether it counts requests, so that another one makes it worse. */
    readonly isRateLimit = false,
  ) {
    super(message);
  }
}
