import { ServiceUnavailableError } from '@backstage/errors';

/** What is thrown at data that is no bzip2. */
export function damaged(reason: string): ServiceUnavailableError {
  return new ServiceUnavailableError(reason);
}
