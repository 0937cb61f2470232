import pLimit from 'p-limit';
import type { RegistryCredentials } from '../config/types';
import { HttpClient } from '../http/HttpClient';
import type { HttpResponse } from '../http/HttpResponse';
import { withRetries, type RetryPolicy } from '../http/withRetries';
import {
  describeRegistryFailure,
  type RegistryFailure,
} from './describeRegistryFailure';
import { RegistryAuthenticator } from './RegistryAuthenticator';

const CONCURRENCY = 8;
const DOCKER_HUB = 'registry-1.docker.io';

/** Where a registry is and how to enter it. */
export interface RegistryOptions {
  /** Host, with its port where it has one. */
  registry: string;
  credentials?: RegistryCredentials;
  /** Plain HTTP. */
  insecure: boolean;
  retryPolicy?: RetryPolicy;
}

/** One question to a registry. */
export interface RegistryRequest {
  method: 'GET' | 'HEAD';
  /** The repository whose pull scope the request needs. */
  repository: string;
  url: URL;
  accept: string;
  signal: AbortSignal;
}

/** What becomes of the answer; without `notFound`, a 404 throws as well. */
export interface RegistryHandler<TFound, TNotFound> {
  found(response: HttpResponse): Promise<TFound>;
  notFound?(failure: RegistryFailure): TNotFound;
}

/** Brings requests to a registry and answers back: tokens, tries, and few at a time. */
export class RegistryTransport {
  readonly origin: string;
  private readonly http = HttpClient.create();
  private readonly authenticator: RegistryAuthenticator;
  private readonly limit = pLimit(CONCURRENCY);
  private readonly retryPolicy: RetryPolicy | undefined;

  constructor(options: RegistryOptions) {
    const { registry, insecure, credentials, retryPolicy } = options;
    const host = registry === 'docker.io' ? DOCKER_HUB : registry;
    this.origin = new URL(`${insecure ? 'http' : 'https'}://${host}`).origin;
    this.retryPolicy = retryPolicy;
    this.authenticator = new RegistryAuthenticator(this.http, {
      origin: this.origin,
      credentials,
      insecure,
    });
  }

  async exchange<TFound, TNotFound = never>(
    request: RegistryRequest,
    handler: RegistryHandler<TFound, TNotFound>,
  ): Promise<TFound | TNotFound> {
    return await this.limit(() =>
      withRetries<TFound | TNotFound>(
        async () => {
          const response = await this.send(request);
          if (response.ok) {
            return await handler.found(response);
          }
          const failure = await describeRegistryFailure(response);
          if (response.status === 404 && handler.notFound) {
            return handler.notFound(failure);
          }
          throw failure.error;
        },
        { signal: request.signal, policy: this.retryPolicy },
      ),
    );
  }

  private async send(request: RegistryRequest): Promise<HttpResponse> {
    const { repository, url, method, accept, signal } = request;
    const scope = `repository:${repository}:pull`;
    const attempt = (authorization: string | undefined) =>
      this.http.send(url, {
        method,
        headers: { accept, ...(authorization && { authorization }) },
        signal,
      });
    const header = this.authenticator.header(scope);
    const response = await attempt(header);
    const challenge = response.header('www-authenticate');
    // A host that the registry redirected to has no say over its credentials.
    const answerable =
      response.status === 401 && response.url.origin === this.origin;
    if (!answerable || challenge === undefined) {
      return response;
    }
    await response.discard();
    return await attempt(
      await this.authenticator.answer(challenge, scope, header, signal),
    );
  }
}
