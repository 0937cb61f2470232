import { ResponseError } from '@backstage/errors';
import createClient from 'openapi-fetch';
import type { RequestOptions } from './DriverToolkitApi';
import type { paths } from './schema.generated';

/** The part of Backstage's fetch API that the client needs. @public */
export interface ClientFetch {
  fetch: typeof fetch;
}

/** Requests of the API's routes, which throw what the backend refuses. */
export function openClient(baseUrl: string, fetchApi: ClientFetch) {
  return createClient<paths>({
    baseUrl,
    // The original Response is needed for its error body, which openapi-fetch would consume.
    fetch: async ({ url, method, headers, signal, body }: Request) => {
      // Backstage's fetch middleware would consume the body of a Request.
      const response = await fetchApi.fetch(url, {
        method,
        headers,
        signal,
        body: body && (await new Response(body).text()),
      });
      if (!response.ok && response.status !== 304) {
        throw await toError(response);
      }
      return response;
    },
  });
}

/** The options of every request. */
export function request(options?: RequestOptions) {
  return {
    signal: options?.signal,
    headers: options?.token
      ? { authorization: `Bearer ${options.token}` }
      : undefined,
  };
}

/** The content of an answer. */
export async function unwrap<T extends { data?: unknown }>(
  answer: Promise<T> | T,
): Promise<NonNullable<T['data']>> {
  // Errors were thrown when the response came in, so data exists.
  return (await answer).data as NonNullable<T['data']>;
}

async function toError(response: Response): Promise<ResponseError> {
  const error = await ResponseError.fromResponse(response);
  // The backend's message, for users; a proxy's page stays in the cause.
  if (response.headers.get('content-type')?.startsWith('application/json')) {
    error.message = error.cause.message;
  }
  return error;
}
