import { ServiceUnavailableError } from '@backstage/errors';

/** No part of a kernel source could be read; the causes are in message and `cause`. */
export class UnreadableSourceError extends ServiceUnavailableError {
  override readonly cause: AggregateError;

  /** @param reasons - Texts for the message; default: the errors' messages. */
  constructor(
    title: string,
    errors: Error[],
    reasons: string[] = errors.map(({ message }) => message),
  ) {
    super(
      `Nothing of ${title} could be read: ${[...new Set(reasons)].join('; ')}`,
    );
    this.cause = new AggregateError(errors);
  }
}
