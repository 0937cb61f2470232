import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ErrorRequestHandler } from 'express';
import { tellable } from '../access/tellable';

/** Answers with what may be told of an error, and no more. */
export function concealInternalErrors(
  logger: LoggerService,
): ErrorRequestHandler {
  return (error, _request, _response, next) => next(tellable(error, logger));
}
