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
import { parseJson } from './parseJson';
import { quoteErrors } from './quoteErrors';
import { RegistryBusyError } from './RegistryBusyError';
import { withoutAuthorization } from './withoutAuthorization';

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_SHOWN = 200;

const errorBody = z.looseObject({
  errors: z.array(
    z.looseObject({ code: z.string().optional().catch(undefined) }).nullable(),
  ),
});

/**
 * A registry's error, with the codes of its body (distribution-spec, "Error
 * Codes").
 */
export interface RegistryFailure {
  /**
   * Codes such as `NAME_UNKNOWN`; empty if the body does not follow the
   * specification.
   */
  codes: string[];
  error: Error;
}

/**
 * Converts a failed answer into an error.
 *
 * @param authorization - the sent header, which no error repeats
 */
export async function describeRegistryFailure(
  response: HttpResponse,
  authorization: string | undefined,
): Promise<RegistryFailure> {
  const body = await readBody(response);
  const detail = describeErrors(body, authorization);
  const answer = `${describeUrl(response.url)} answered ${response.status}${
    detail ? ` (${detail})` : ''
  }`;
  return {
    codes: codesOf(body),
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
      `${answer}: the registry limits requests; read it less often, with credentials, or with a lower concurrency`,
      retryAfter,
      true,
    );
  }
  if (status >= 500) {
    const message = `${answer}: the registry has an internal problem; the next refresh asks it again`;
    return retryAfter === undefined
      ? new TransientError(message)
      : new RegistryBusyError(message, retryAfter);
  }
  return new ServiceUnavailableError(
    `${answer}, which is not a registry's answer; check the image's registry`,
  );
}

/**
 * The error text of a body, for a message; empty if it has none.
 *
 * @param authorization - the sent header, which no error repeats
 */
export function describeErrors(
  body: unknown,
  authorization: string | undefined,
): string {
  return printableText(
    withoutAuthorization(quoteErrors(body), authorization),
    MAX_SHOWN,
  );
}

function codesOf(body: unknown): string[] {
  const errors = errorBody.safeParse(body).data?.errors ?? [];
  return errors.flatMap(error => error?.code ?? []);
}

/** Without JSON only the status is used: a proxy's page explains nothing. */
async function readBody(response: HttpResponse): Promise<unknown> {
  try {
    return parseJson((await response.bytes(MAX_ERROR_BYTES)).toString('utf8'));
  } catch {
    return undefined;
  }
}
