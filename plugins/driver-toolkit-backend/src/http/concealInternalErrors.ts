import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ErrorRequestHandler } from 'express';
import { tellable } from '../access/tellable';

/** Answers with the part of an error that the caller may see. */
export function concealInternalErrors(
  logger: LoggerService,
): ErrorRequestHandler {
  return (error, _request, _response, next) => next(tellable(error, logger));
}
