import { ServiceUnavailableError } from '@backstage/errors';

/**
 * The error for a document that is not well-formed or exceeds the limits of
 * real ones.
 */
export function malformed(reason: string): ServiceUnavailableError {
  return new ServiceUnavailableError(`It is not well-formed XML: ${reason}`);
}
