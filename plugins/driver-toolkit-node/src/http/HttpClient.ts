import { ServiceUnavailableError } from '@backstage/errors';
import { EnvHttpProxyAgent, request, type Dispatcher } from 'undici';
import { describeNetworkError } from './describeNetworkError';
import { describeUrl } from './describeUrl';
import { HttpResponse } from './HttpResponse';
import type { TlsMaterial } from './readTlsFiles';
import { TransientError } from './TransientError';

/** Milliseconds to wait for a connection, an answer, and the next part of it. */
const TIMEOUTS = { connect: 10_000, headers: 30_000, idle: 30_000 };
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** What is asked of a server. */
export interface HttpRequest {
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Reads over HTTP with every wait bounded.
 *
 * @remarks
 * Redirects are followed to http and https only, never from https to http,
 * and another origin does not get to see the `Authorization` header. Proxies
 * come from the usual environment variables. Bodies stay as they were sent:
 * no content coding is asked for, none is undone.
 */
export class HttpClient {
  static create(
    options: { tls?: TlsMaterial; timeouts?: typeof TIMEOUTS } = {},
  ): HttpClient {
    const { tls, timeouts = TIMEOUTS } = options;
    return new HttpClient(
      new EnvHttpProxyAgent({
        connect: { ...tls, timeout: timeouts.connect },
        requestTls: tls,
        headersTimeout: timeouts.headers,
        bodyTimeout: timeouts.idle,
      }),
    );
  }

  private constructor(private readonly dispatcher: Dispatcher) {}

  /**
   * Answers with any status; only a failure to get an answer is an error.
   *
   * @throws TransientError where the network failed.
   */
  async send(url: URL, options: HttpRequest): Promise<HttpResponse> {
    let target = url;
    let headers = options.headers ?? {};
    for (let redirects = 0; ; redirects++) {
      const response = await this.sendOnce(target, { ...options, headers });
      const location = response.header('location');
      if (!REDIRECTS.includes(response.status) || location === undefined) {
        return response;
      }
      await response.discard();
      if (redirects === MAX_REDIRECTS) {
        throw new ServiceUnavailableError(
          `${describeUrl(url)} redirects more than ${MAX_REDIRECTS} times`,
        );
      }
      const next = resolveRedirect(target, location);
      if (next.origin !== target.origin) {
        headers = withoutAuthorization(headers);
      }
      target = next;
    }
  }

  /** Ends the connections that are kept open for the next request. */
  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private async sendOnce(
    url: URL,
    { method = 'GET', headers, signal }: HttpRequest,
  ): Promise<HttpResponse> {
    try {
      const response = await request(url, {
        dispatcher: this.dispatcher,
        method,
        headers: { 'user-agent': 'driver-toolkit', ...headers },
        signal,
      });
      return new HttpResponse(
        url,
        response.statusCode,
        response.headers,
        response.body,
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      throw new TransientError(
        `${describeUrl(url)} could not be reached: ${describeNetworkError(
          error,
        )}`,
        { cause: error },
      );
    }
  }
}

function resolveRedirect(from: URL, location: string): URL {
  const target = URL.canParse(location, from.href)
    ? new URL(location, from)
    : undefined;
  const allowed = from.protocol === 'https:' ? ['https:'] : ['http:', 'https:'];
  if (!target || !allowed.includes(target.protocol)) {
    throw new ServiceUnavailableError(
      `${describeUrl(from)} redirects to ${
        target ? describeUrl(target) : 'no address'
      }, which is refused: only ${allowed.join(' and ')} will do`,
    );
  }
  return target;
}

function withoutAuthorization(
  headers: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name.toLowerCase() !== 'authorization',
    ),
  );
}
