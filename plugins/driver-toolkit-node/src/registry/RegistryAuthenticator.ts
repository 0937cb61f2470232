import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import pLimit from 'p-limit';
import type { RegistryCredentials } from '../config/types';
import { describeUrl } from '../http/describeUrl';
import type { HttpClient } from '../http/HttpClient';
import { describeRegistryFailure } from './describeRegistryFailure';
import { parseRegistryToken, type RegistryToken } from './parseRegistryToken';
import { parseWwwAuthenticate, type Challenge } from './parseWwwAuthenticate';
import { isTokenHost, tokenHosts } from './tokenHosts';

const MAX_TOKEN_BYTES = 256 * 1024;

/** Actions on a repository, in the token servers' terms. */
export type RegistryActions = 'pull' | 'pull,delete' | 'pull,push';

/** A registry's settings for its authenticator. */
export interface RegistryAccess {
  /** Scheme and host. */
  origin: string;
  /** Called at every challenge, because its file may have been renewed. */
  credentials?: (
    repository: string,
  ) => Promise<RegistryCredentials | undefined>;
  insecure: boolean;
  /** Hosts of other domains that may get the credentials for a token. */
  tokenHosts?: string[];
  /** The actions that tokens must allow; default `pull`. */
  actions?: RegistryActions;
}

/**
 * Answers a registry's challenges: `Basic`, or `Bearer` with a token from the
 * realm, cached by repository until it expires.
 *
 * @remarks
 * Follows the token authentication specification of the distribution project.
 * The registry alone names the realm, so credentials go only to realms on the
 * registry's own hosts and on `tokenHosts`. Other https realms are asked only
 * if no credentials are configured.
 */
export class RegistryAuthenticator {
  readonly #tokens = new Map<string, RegistryToken>();
  readonly #basic = new Map<string, string>();
  // Readers of the same repository share one token instead of fetching one each.
  readonly #oneAtATime = pLimit(1);

  readonly #http: HttpClient;
  readonly #access: RegistryAccess;

  constructor(http: HttpClient, access: RegistryAccess) {
    this.#http = http;
    this.#access = access;
  }

  /**
   * The `Authorization` header of a first request; none before the first
   * challenge.
   */
  header(repository: string): string | undefined {
    const token = this.#tokens.get(repository);
    if (token && token.expires > Date.now()) {
      return `Bearer ${token.value}`;
    }
    return this.#basic.get(repository);
  }

  /**
   * A new `Authorization` header after a 401.
   *
   * @param refused - The header that got this challenge.
   */
  async answer(
    wwwAuthenticate: string,
    repository: string,
    refused: string | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    return await this.#oneAtATime(async () => {
      const current = this.header(repository);
      if (current !== undefined && current !== refused) {
        return current;
      }
      const challenges = parseWwwAuthenticate(wwwAuthenticate);
      const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
      if (bearer) {
        const token = await this.#fetchToken(bearer, repository, signal);
        this.#tokens.set(repository, token);
        return `Bearer ${token.value}`;
      }
      if (challenges.some(({ scheme }) => scheme === 'basic')) {
        return await this.#answerBasic(repository);
      }
      throw new AuthenticationError(
        `${
          this.#access.origin
        } asks for an authentication that is not supported; Basic and Bearer are`,
      );
    });
  }

  async #answerBasic(repository: string): Promise<string> {
    const credentials = await this.#access.credentials?.(repository);
    if (!credentials) {
      throw new AuthenticationError(
        `${
          this.#access.origin
        } asks for a user name and a password; configure credentials or an authFile for it`,
      );
    }
    const header = basicHeader(credentials);
    this.#basic.set(repository, header);
    return header;
  }

  async #fetchToken(
    challenge: Challenge,
    repository: string,
    signal: AbortSignal,
  ): Promise<RegistryToken> {
    const credentials = await this.#access.credentials?.(repository);
    const realm = this.#parseRealm(
      challenge.parameters.realm,
      credentials !== undefined,
    );
    const { actions = 'pull' } = this.#access;
    const scope = `repository:${repository}:${actions}`;
    const { service, scope: demanded = scope } = challenge.parameters;
    if (service !== undefined) {
      realm.searchParams.set('service', service);
    }
    // A challenge names the scope of its one request; a cached token must cover
    // all.
    realm.searchParams.set('scope', actions === 'pull' ? demanded : scope);
    const authorization = credentials && basicHeader(credentials);
    const response = await this.#http.send(realm, {
      headers: authorization ? { authorization } : {},
      signal,
      namedBy: this.#isConfigured(realm)
        ? undefined
        : new URL(this.#access.origin),
    });
    if (response.ok) {
      const body = await response.bytes(MAX_TOKEN_BYTES);
      return parseRegistryToken(
        body.toString('utf8'),
        describeUrl(realm),
        Date.now(),
        authorization,
      );
    }
    const { error } = await describeRegistryFailure(response, authorization);
    if (response.status >= 400 && response.status < 404) {
      throw new NotAllowedError(
        `${
          this.#access.origin
        } gave no token for ${scope}: not found or private, or the credentials do not cover it`,
        error,
      );
    }
    throw error;
  }

  #isConfigured(realm: URL): boolean {
    return (this.#access.tokenHosts ?? []).includes(realm.hostname);
  }

  #parseRealm(realm: string | undefined, withCredentials: boolean): URL {
    if (realm === undefined || !URL.canParse(realm)) {
      throw new ServiceUnavailableError(
        `${
          this.#access.origin
        } asks for a token but does not say where to get one`,
      );
    }
    const url = new URL(realm);
    this.#checkRealm(url, withCredentials);
    return url;
  }

  #checkRealm(realm: URL, withCredentials: boolean): void {
    const { origin, insecure } = this.#access;
    const registry = new URL(origin).hostname;
    const plain = realm.protocol === 'http:' && insecure;
    if (realm.protocol !== 'https:' && !plain) {
      throw this.#refuseRealm(realm, 'it is not https');
    }
    if (this.#isConfigured(realm)) {
      return;
    }
    if (plain && realm.hostname !== registry) {
      throw this.#refuseRealm(
        realm,
        `without https, tokens come only from ${registry} itself and from tokenHosts`,
      );
    }
    const hosts = tokenHosts(registry);
    if (withCredentials && !isTokenHost(realm.hostname, hosts)) {
      const { names, domain } = hosts;
      const allowed = [...names, ...(domain ? [`hosts of ${domain}`] : [])];
      throw this.#refuseRealm(
        realm,
        `credentials are sent only to ${allowed.join(
          ' and ',
        )}; add the host to tokenHosts if it belongs to the registry, or remove the credentials if its images are public`,
      );
    }
  }

  #refuseRealm(realm: URL, reason: string): Error {
    return new ServiceUnavailableError(
      `${this.#access.origin} asks for a token from ${describeUrl(
        realm,
      )}, which is refused: ${reason}`,
    );
  }
}

function basicHeader({ username, password }: RegistryCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
