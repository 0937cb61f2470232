import { ServiceUnavailableError } from '@backstage/errors';
import { request, type Dispatcher } from 'undici';
import { Connections } from './Connections';
import { describeNetworkError, speaksPlainHttp } from './describeNetworkError';
import { describeUrl } from './describeUrl';
import { HttpResponse } from './HttpResponse';
import type { TlsMaterial } from './readTlsFiles';
import { RefusedAddressError } from './RefusedAddressError';
import { resolveAddresses, type AddressResolver } from './resolveAddresses';
import { TransientError } from './TransientError';

/** Milliseconds to wait. */
export interface HttpTimeouts {
  /** For a connection. */
  connect: number;
  /** For the start of an answer. */
  headers: number;
  /** For the next part of a body. */
  idle: number;
  /**
   * For a complete body that is read at once; a streamed one may take longer.
   */
  body: number;
}

const TIMEOUTS: HttpTimeouts = {
  connect: 10_000,
  headers: 30_000,
  idle: 30_000,
  body: 60_000,
};
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const READING: HttpMethod[] = ['GET', 'HEAD'];

/** Supported request methods. */
export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

/** Options of a request. */
export interface HttpRequest {
  /** Only redirects of reads are followed. */
  method?: HttpMethod;
  headers?: Record<string, string>;
  /** The request's body. */
  body?: Buffer;
  signal: AbortSignal;
  /** The server whose answer named the URL, unless it is configured. */
  namedBy?: URL;
}

/** Options of a client. */
export interface HttpClientOptions {
  tls?: TlsMaterial;
  timeouts?: Partial<HttpTimeouts>;
  /** Hosts that servers may redirect to on any network. */
  redirectHosts?: string[];
  resolve?: AddressResolver;
}

/**
 * HTTP client with a limit for every wait.
 *
 * @remarks
 * Follows redirects only to http and https, never from https to http, and never
 * further inside the network than the first server (see {@link Connections}).
 * Another origin never gets the `Authorization` header. Proxies come from the
 * usual environment variables (see {@link NoProxy}). Bodies stay unchanged: no
 * content coding is requested or decoded.
 */
export class HttpClient {
  static create(options: HttpClientOptions = {}): HttpClient {
    const timeouts = { ...TIMEOUTS, ...options.timeouts };
    const connections = new Connections({
      tls: options.tls,
      timeouts,
      resolve: options.resolve ?? resolveAddresses,
      trustedHosts: options.redirectHosts ?? [],
    });
    return new HttpClient(connections, timeouts.body);
  }

  readonly #connections: Connections;
  readonly #bodyTimeout: number;

  private constructor(connections: Connections, bodyTimeout: number) {
    this.#connections = connections;
    this.#bodyTimeout = bodyTimeout;
  }

  /**
   * Resolves with any status; only a missing answer is an error.
   *
   * @throws TransientError if the network failed; ServiceUnavailableError if
   * the server does not use TLS; RefusedAddressError if a server redirects to
   * an internal address.
   */
  async send(url: URL, options: HttpRequest): Promise<HttpResponse> {
    const configured = options.namedBy ?? url;
    let target = url;
    let headers = options.headers ?? {};
    for (let redirects = 0; ; redirects++) {
      const dispatcher =
        target === configured
          ? this.#connections.toConfigured(target)
          : await this.#connections.toReferred(target, configured);
      const response = await this.#sendOnce(target, dispatcher, {
        ...options,
        headers,
      });
      const location = response.header('location');
      if (
        !REDIRECTS.includes(response.status) ||
        location === undefined ||
        !READING.includes(options.method ?? 'GET')
      ) {
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

  /** Closes the connections that are kept open for the next request. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  async #sendOnce(
    url: URL,
    dispatcher: Dispatcher,
    { method = 'GET', headers, body, signal }: HttpRequest,
  ): Promise<HttpResponse> {
    signal.throwIfAborted();
    try {
      const response = await untilAborted(
        request(url, {
          dispatcher,
          method,
          // undici would close the connection after each HEAD, and open another
          // one.
          reset: false,
          headers: { 'user-agent': 'driver-toolkit', ...headers },
          body,
          signal,
        }),
        signal,
      );
      return new HttpResponse(
        url,
        response.statusCode,
        response.headers,
        response.body,
        { signal, timeout: this.#bodyTimeout },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RefusedAddressError) {
        throw error;
      }
      const message = `${describeUrl(
        url,
      )} could not be reached: ${describeNetworkError(error)}`;
      throw speaksPlainHttp(error)
        ? new ServiceUnavailableError(message)
        : new TransientError(message, { cause: error });
    }
  }
}

/** undici checks the signal only after it has a connection for the request. */
async function untilAborted(
  response: Promise<Dispatcher.ResponseData>,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  let end = () => {};
  const aborted = new Promise<never>((_, reject) => {
    end = () => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
  });
  try {
    return await Promise.race([response, aborted]);
  } catch (error) {
    // Discards a late answer.
    response.then(
      ({ body }) => body.on('error', () => undefined).destroy(),
      () => undefined,
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
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
      }, which is refused; allowed: ${allowed.join(' and ')}`,
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
