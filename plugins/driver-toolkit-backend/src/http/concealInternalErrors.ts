import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, ServiceUnavailableError } from '@backstage/errors';
import type { ErrorRequestHandler } from 'express';

/** Errors whose message was written for the one who asked. */
const TOLD = new Set([
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'NotImplementedError',
  'ResponseError',
  'ServiceUnavailableError',
]);

/**
 * Keeps messages that were written for no person out of answers, such as a
 * database's with its SQL; the log has them.
 */
export function concealInternalErrors(
  logger: LoggerService,
): ErrorRequestHandler {
  return (error, _request, _response, next) => {
    if (isError(error) && TOLD.has(error.name)) {
      next(error);
      return;
    }
    logger.error('A request failed inside', error);
    next(
      new ServiceUnavailableError(
        "The Driver Toolkit's backend failed inside; its log says why. Try again, and tell whoever runs the portal if it stays so.",
      ),
    );
  };
}
