import { ServiceUnavailableError } from '@backstage/errors';

/** What is thrown at a document that is no XML, or XML that nobody honest writes. */
export function malformed(reason: string): ServiceUnavailableError {
  return new ServiceUnavailableError(`It is not well-formed XML: ${reason}`);
}
