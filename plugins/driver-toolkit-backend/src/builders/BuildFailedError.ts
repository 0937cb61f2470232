import { CustomErrorBase } from '@backstage/errors';

/** A build, its verification or its push did not succeed. */
export class BuildFailedError extends CustomErrorBase {
  name = 'BuildFailedError' as const;
  /** The instruction that failed. */
  readonly step?: string;
  /** The last lines before the failure. */
  readonly lines: string[];

  constructor(
    message: string,
    details: { step?: string; lines?: string[]; cause?: unknown } = {},
  ) {
    super(message, details.cause);
    this.step = details.step;
    this.lines = details.lines ?? [];
  }
}
