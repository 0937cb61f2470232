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
/** How registries say that something is not for everybody. */
const REFUSALS = [401, 403, 404];
const DOCKER_HUB = 'registry-1.docker.io';

/** Where a registry is and how to enter it. */
export interface RegistryOptions {
  /** Host, with its port where it has one. */
  registry: string;
  credentials?: RegistryCredentials;
  /** Path of podman's `auth.json`, for what `credentials` are not given for. */
  authFile?: string;
  /** Plain HTTP. */
  insecure: boolean;
  /** Hosts of other domains that give out its tokens. */
  tokenHosts?: string[];
  /** Hosts that it may redirect to wherever they are. */
  redirectHosts?: string[];
  /** What tokens are asked for; `pull` by default. */
  actions?: RegistryActions;
  /** Requests at a time. */
  concurrency?: number;
  retryPolicy?: RetryPolicy;
  http?: Pick<HttpClientOptions, 'timeouts' | 'resolve'>;
}

/** One question to a registry. */
export interface RegistryRequest {
  method: HttpMethod;
  /** The repository whose scope the request needs. */
  repository: string;
  url: URL;
  accept: string;
  /** An entity tag: where the answer is still this, it is 304 and counts as found. */
  ifNoneMatch?: string;
  /** What is sent. */
  content?: { mediaType: string; body: Buffer };
  signal: AbortSignal;
}

/** What becomes of the answer; without `notFound`, a 404 throws as well. */
export interface RegistryHandler<TFound, TNotFound> {
  /** @param authorization - the header that got the answer, which no error may repeat */
  found(response: HttpResponse, authorization?: string): Promise<TFound>;
  notFound?(failure: RegistryFailure): TNotFound;
  /** What counts as not found; 404 alone by default. */
  notFoundStatuses?: number[];
}

/** Brings requests to a registry and answers back: tokens, tries, and few at a time. */
export class RegistryTransport {
  readonly origin: string;
  readonly headSupport: HeadSupport;
  readonly #http: HttpClient;
  readonly #authenticator: RegistryAuthenticator;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #pace: RegistryPace;
  readonly #retryPolicy: RetryPolicy;
  /** By repository, why it is asked without an account although the auth file has an entry. */
  readonly #problems = new Map<string, string>();
  /** Repositories that something was read from. */
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
    // What is private is not found by those who have no account.
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

  /** The answer, and the `Authorization` header that got it. */
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
    // A host that the registry redirected to has no say over its credentials.
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
