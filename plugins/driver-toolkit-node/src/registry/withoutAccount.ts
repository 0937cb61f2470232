import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { TransientError } from '../http/TransientError';
import { RegistryBusyError } from './RegistryBusyError';

/**
 * A registry's refusal of an anonymous request, with the reason why it had no
 * account.
 */
export function withoutAccount(error: Error, reason: string): Error {
  if (error instanceof TransientError || error instanceof RegistryBusyError) {
    return error;
  }
  const Kind =
    [AuthenticationError, NotAllowedError, NotFoundError].find(
      kind => error instanceof kind,
    ) ?? ServiceUnavailableError;
  return new Kind(
    `${error.message}. The request had no account. ${reason}`,
    error,
  );
}
