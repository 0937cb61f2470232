import { ServiceUnavailableError } from '@backstage/errors';

/** The error for data that is not valid bzip2. */
export function damaged(reason: string): ServiceUnavailableError {
  return new ServiceUnavailableError(reason);
}
