import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, ServiceUnavailableError } from '@backstage/errors';

/** Errors whose message was written for callers. */
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
 * The part of an error that a caller may see. Messages that were not written
 * for people, such as a database's with its SQL, go only to the log.
 */
export function tellable(error: unknown, logger: LoggerService): Error {
  if (isError(error) && TOLD.has(error.name)) {
    return error;
  }
  logger.error('A request failed inside', error as Error);
  if (isError(error) && error.name === 'ResponseError') {
    // Its status is for this backend, not for the caller.
    return new ServiceUnavailableError(
      `Another part of the portal failed: ${error.message}. Try again, and tell the operators of the portal if it happens again.`,
    );
  }
  return new ServiceUnavailableError(
    "The Driver Toolkit's backend failed inside; its log says why. Try again, and tell the operators of the portal if it happens again.",
  );
}
