import { ResponseError } from '@backstage/errors';

/** The error that the client throws for an error response. */
export function refusal(
  status: number,
  name: string,
  message: string,
): Promise<ResponseError> {
  const body = {
    error: { name, message, stack: `${name}: ${message}\n    at backend.js:1` },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse({
    ok: false,
    status,
    statusText: name,
    redirected: false,
    type: 'basic',
    url: 'http://localhost/api/driver-toolkit',
    bodyUsed: true,
    headers: new Map([['content-type', 'application/json']]),
    text: async () => JSON.stringify(body),
  } as unknown as Parameters<typeof ResponseError.fromResponse>[0]);
}
