import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, ServiceUnavailableError } from '@backstage/errors';

/** Errors whose message was written for the one who asked. */
const TOLD = new Set([
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ServiceUnavailableError',
  'TooManyRequestsError',
  'WrongConfigurationError',
]);

/**
 * What whoever asked may be told of an error. Messages that were written for no
 * person, such as a database's with its SQL, go to the log alone.
 */
export function tellable(error: unknown, logger: LoggerService): Error {
  if (isError(error) && TOLD.has(error.name)) {
    return error;
  }
  logger.error('A request failed inside', error as Error);
  if (isError(error) && error.name === 'ResponseError') {
    // Its status is an answer to this backend, and none to whoever asked.
    return new ServiceUnavailableError(
      `Another part of the portal failed: ${error.message}. Try again, and tell the operators of the portal if it happens again.`,
    );
  }
  return new ServiceUnavailableError(
    "The Driver Toolkit's backend failed inside; its log says why. Try again, and tell the operators of the portal if it happens again.",
  );
}
