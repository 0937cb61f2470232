import { CustomErrorBase } from '@backstage/errors';

/** A build, its verification or its push did not succeed. @public */
export class BuildFailedError extends CustomErrorBase {
  name = 'BuildFailedError' as const;
  /** The instruction that failed. */
  readonly step?: string;
  /** The last lines before the failure. */
  readonly lines: string[];
  /** Whether a retry may succeed: another machine was unreachable or busy. */
  readonly transient: boolean;

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
