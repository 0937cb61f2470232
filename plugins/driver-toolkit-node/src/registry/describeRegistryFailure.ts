import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { z } from 'zod';
import { describeUrl } from '../http/describeUrl';
import type { HttpResponse } from '../http/HttpResponse';
import { parseRetryAfter } from '../http/parseRetryAfter';
import { printableText } from '../http/printableText';
import { TransientError } from '../http/TransientError';
import { RegistryBusyError } from './RegistryBusyError';
import { withoutAuthorization } from './withoutAuthorization';

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_SHOWN = 200;

const errorBody = z.looseObject({
  errors: z
    .array(
      z.looseObject({
        code: z.string(),
        message: z.string().optional().catch(undefined),
      }),
    )
    .min(1),
});

/** A registry's "no", as far as its body is one (distribution-spec, "Error Codes"). */
export interface RegistryFailure {
  /** Codes such as `NAME_UNKNOWN`; empty where the body does not follow the specification. */
  codes: string[];
  error: Error;
}

/**
 * Reads a failed answer's body and puts what it means into an error.
 *
 * @param authorization - the header that was sent, which no error repeats
 */
export async function describeRegistryFailure(
  response: HttpResponse,
  authorization: string | undefined,
): Promise<RegistryFailure> {
  const errors = await readErrors(response);
  const said = errors
    .map(({ code, message }) => (message ? `${code}: ${message}` : code))
    .join('; ');
  const detail = printableText(
    withoutAuthorization(said, authorization),
    MAX_SHOWN,
  );
  const answer = `${describeUrl(response.url)} answered ${response.status}${
    detail ? ` (${detail})` : ''
  }`;
  return {
    codes: errors.map(({ code }) => code),
    error: toError(response, answer),
  };
}

function toError(response: HttpResponse, answer: string): Error {
  const { status } = response;
  if (status === 401) {
    return new AuthenticationError(
      `${answer}: not found or private; check the image's name and its credentials`,
    );
  }
  if (status === 403) {
    return new NotAllowedError(
      `${answer}: not found, private, or not allowed for these credentials`,
    );
  }
  if (status === 404) {
    return new NotFoundError(`${answer}: check the image's name and registry`);
  }
  const retryAfter = parseRetryAfter(response.header('retry-after'));
  if (status === 429) {
    return new RegistryBusyError(
      `${answer}: the registry limits how often it may be asked; read it less often, with credentials, or with a lower concurrency`,
      retryAfter,
    );
  }
  if (status >= 500) {
    const message = `${answer}: the registry has a problem of its own; it is asked again at the next refresh`;
    return retryAfter === undefined
      ? new TransientError(message)
      : new RegistryBusyError(message, retryAfter);
  }
  return new ServiceUnavailableError(
    `${answer}, which no registry should; check the image's registry`,
  );
}

async function readErrors(response: HttpResponse) {
  try {
    const body = await response.bytes(MAX_ERROR_BYTES);
    return errorBody.parse(JSON.parse(body.toString('utf8'))).errors;
  } catch {
    // The status alone has to do; a proxy's page of HTML explains nothing.
    return [];
  }
}
