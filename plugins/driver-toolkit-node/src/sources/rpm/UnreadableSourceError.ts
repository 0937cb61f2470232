import { ServiceUnavailableError } from '@backstage/errors';

/** No part of a kernel source could be read; the causes are in message and `cause`. */
export class UnreadableSourceError extends ServiceUnavailableError {
  override readonly cause: AggregateError;

  constructor(title: string, errors: Error[]) {
    const reasons = [...new Set(errors.map(({ message }) => message))];
    super(`Nothing of ${title} could be read: ${reasons.join('; ')}`);
    this.cause = new AggregateError(errors);
  }
}
