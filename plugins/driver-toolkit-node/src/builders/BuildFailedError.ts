import { CustomErrorBase, isError } from '@backstage/errors';

/** A build, its verification or its push did not succeed. @public */
export class BuildFailedError extends CustomErrorBase {
  name = 'BuildFailedError' as const;
  /** The instruction that failed. */
  readonly step?: string;
  /** The last lines before the failure. */
  readonly lines: string[];
  /** Whether a retry may succeed: another machine was unreachable or busy. */
  readonly transient: boolean;

  /**
   * Whether an error is one, from any copy of this package: a builder's module
   * may have a copy of its own, so `instanceof` would miss its errors.
   */
  static is(error: unknown): error is BuildFailedError {
    return isError(error) && error.name === 'BuildFailedError';
  }

  constructor(
    message: string,
    details: {
      step?: string;
      lines?: string[];
      transient?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause);
    this.step = details.step;
    this.lines = details.lines ?? [];
    this.transient = details.transient ?? false;
  }
}
