import { toError } from '@backstage/errors';
import pLimit from 'p-limit';
import type { RegistryCredentials } from '../config/types';
import {
  HttpClient,
  type HttpClientOptions,
  type HttpMethod,
} from '../http/HttpClient';
import type { HttpResponse } from '../http/HttpResponse';
import {
  DEFAULT_RETRY_POLICY,
  withRetries,
  type RetryPolicy,
} from '../http/withRetries';
import type { AuthFileAccount } from './authFile/findCredentials';
import { readAuthFile } from './authFile/readAuthFile';
import {
  describeRegistryFailure,
  type RegistryFailure,
} from './describeRegistryFailure';
import { HeadSupport } from './HeadSupport';
import {
  RegistryAuthenticator,
  type RegistryActions,
} from './RegistryAuthenticator';
import { RegistryBusyError } from './RegistryBusyError';
import { RegistryPace } from './RegistryPace';
import { withoutAccount } from './withoutAccount';

const DEFAULT_CONCURRENCY = 8;
/** Status codes of registries for private content. */
const REFUSALS = [401, 403, 404];
const DOCKER_HUB = 'registry-1.docker.io';

/** A registry's address, transport and credentials. */
export interface RegistryOptions {
  /** Host, with its port if it has one. */
  registry: string;
  credentials?: RegistryCredentials;
  /** Path of podman's `auth.json`, used without `credentials`. */
  authFile?: string;
  /** Plain HTTP. */
  insecure: boolean;
  /** Hosts of other domains that issue its tokens. */
  tokenHosts?: string[];
  /** Hosts that it may redirect to on any network. */
  redirectHosts?: string[];
  /** The actions to request tokens for; default `pull`. */
  actions?: RegistryActions;
  /** Concurrent requests. */
  concurrency?: number;
  retryPolicy?: RetryPolicy;
  http?: Pick<HttpClientOptions, 'timeouts' | 'resolve'>;
}

/** One request to a registry. */
export interface RegistryRequest {
  method: HttpMethod;
  /** The repository whose scope the request needs. */
  repository: string;
  url: URL;
  accept: string;
  /**
   * An entity tag: if it still matches, the answer is 304 and counts as found.
   */
  ifNoneMatch?: string;
  /** The request's body. */
  content?: { mediaType: string; body: Buffer };
  signal: AbortSignal;
}

/** Handlers of the answer; without `notFound`, a 404 throws, too. */
export interface RegistryHandler<TFound, TNotFound> {
  /** @param authorization - the request's header, which no error may repeat */
  found(response: HttpResponse, authorization?: string): Promise<TFound>;
  notFound?(failure: RegistryFailure): TNotFound;
  /** Status codes that count as not found; default 404. */
  notFoundStatuses?: number[];
}

/**
 * Sends requests to a registry with tokens, retries and limited concurrency.
 */
export class RegistryTransport {
  readonly origin: string;
  readonly headSupport: HeadSupport;
  readonly #http: HttpClient;
  readonly #authenticator: RegistryAuthenticator;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #pace: RegistryPace;
  readonly #retryPolicy: RetryPolicy;
  /**
   * By repository: why it is read without an account although the auth file has
   * an entry.
   */
  readonly #problems = new Map<string, string>();
  /** Repositories with a successful read. */
  readonly #readable = new Set<string>();

  constructor(options: RegistryOptions) {
    const { registry, insecure, credentials, authFile } = options;
    const host = registry === 'docker.io' ? DOCKER_HUB : registry;
    this.origin = new URL(`${insecure ? 'http' : 'https'}://${host}`).origin;
    this.#pace = RegistryPace.of(this.origin);
    this.headSupport = HeadSupport.of(this.origin);
    this.#retryPolicy = options.retryPolicy ?? DEFAULT_RETRY_POLICY;
    this.#limit = pLimit(options.concurrency ?? DEFAULT_CONCURRENCY);
    this.#http = HttpClient.create({
      ...options.http,
      redirectHosts: options.redirectHosts,
    });
    this.#authenticator = new RegistryAuthenticator(this.#http, {
      origin: this.origin,
      credentials: async repository => {
        if (credentials !== undefined || authFile === undefined) {
          return credentials;
        }
        const image = { registry, repository };
        return this.#accountOf(repository, await readAuthFile(authFile, image));
      },
      insecure,
      tokenHosts: options.tokenHosts,
      actions: options.actions,
    });
  }

  async exchange<TFound, TNotFound = never>(
    request: RegistryRequest,
    handler: RegistryHandler<TFound, TNotFound>,
  ): Promise<TFound | TNotFound> {
    return await this.#limit(async () => {
      for (let refusals = 1; ; refusals++) {
        const admitted = await this.#pace.ready(
          request.signal,
          this.#retryPolicy,
        );
        try {
          return await withRetries<TFound | TNotFound>(
            () => this.#exchangeOnce(request, handler),
            { signal: request.signal, policy: this.#retryPolicy },
          );
        } catch (error) {
          const isWorthWaiting =
            error instanceof RegistryBusyError &&
            this.#pace.refused(
              error,
              { admitted, refusals },
              this.#retryPolicy,
            );
          if (!isWorthWaiting) {
            throw error;
          }
        }
      }
    });
  }

  async #exchangeOnce<TFound, TNotFound>(
    request: RegistryRequest,
    handler: RegistryHandler<TFound, TNotFound>,
  ): Promise<TFound | TNotFound> {
    const { response, authorization } = await this.#send(request);
    const isUnchanged =
      response.status === 304 && request.ifNoneMatch !== undefined;
    if (response.ok || isUnchanged) {
      this.#pace.succeeded();
      this.#readable.add(request.repository);
      return await handler.found(response, authorization);
    }
    const failure = await describeRegistryFailure(response, authorization);
    const problem = REFUSALS.includes(response.status)
      ? this.#problems.get(request.repository)
      : undefined;
    const { notFound, notFoundStatuses = [404] } = handler;
    // Registries report private content as missing to requests without an
    // account.
    const isHidden =
      problem !== undefined && !this.#readable.has(request.repository);
    if (notFound && notFoundStatuses.includes(response.status) && !isHidden) {
      this.#pace.succeeded();
      return notFound(failure);
    }
    throw problem === undefined
      ? failure.error
      : withoutAccount(failure.error, problem);
  }

  #accountOf(
    repository: string,
    account: AuthFileAccount | undefined,
  ): RegistryCredentials | undefined {
    if (account && 'problem' in account) {
      this.#problems.set(repository, account.problem);
      return undefined;
    }
    this.#problems.delete(repository);
    return account?.credentials;
  }

  /** The answer, and the request's `Authorization` header. */
  async #send(
    request: RegistryRequest,
  ): Promise<{ response: HttpResponse; authorization: string | undefined }> {
    const { repository, url, method, accept, ifNoneMatch, content, signal } =
      request;
    const attempt = async (authorization: string | undefined) => {
      const response = await this.#http.send(url, {
        method,
        headers: {
          accept,
          ...(ifNoneMatch && { 'if-none-match': ifNoneMatch }),
          ...(content && { 'content-type': content.mediaType }),
          ...(authorization && { authorization }),
        },
        body: content?.body,
        signal,
      });
      return { response, authorization };
    };
    const header = this.#authenticator.header(repository);
    const first = await attempt(header);
    const { response } = first;
    const challenge = response.header('www-authenticate');
    // A redirect target's answer does not affect the registry's credentials.
    const answerable =
      response.status === 401 && response.url.origin === this.origin;
    if (!answerable || challenge === undefined) {
      return first;
    }
    await response.discard();
    return await attempt(await this.#authenticate(challenge, request, header));
  }

  async #authenticate(
    challenge: string,
    { repository, signal }: RegistryRequest,
    refused: string | undefined,
  ): Promise<string> {
    try {
      return await this.#authenticator.answer(
        challenge,
        repository,
        refused,
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      const problem = this.#problems.get(repository);
      throw problem === undefined
        ? error
        : withoutAccount(toError(error), problem);
    }
  }
}
