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

/** What an authenticator needs to know of its registry. */
export interface RegistryAccess {
  /** Scheme and host. */
  origin: string;
  credentials?: RegistryCredentials;
  insecure: boolean;
}

/**
 * Answers a registry's challenges: `Basic`, or `Bearer` with a token from the
 * realm, kept by scope until it runs out.
 *
 * @remarks
 * Follows the token authentication specification of the distribution project.
 * A realm is the registry's word alone, so credentials go only to a realm of the
 * registry's own hosts; any other https realm is asked without, if there are none.
 */
export class RegistryAuthenticator {
  private readonly tokens = new Map<string, RegistryToken>();
  private basic: string | undefined;
  // Readers of the same repository share one token instead of fetching one each.
  private readonly oneAtATime = pLimit(1);

  constructor(
    private readonly http: HttpClient,
    private readonly access: RegistryAccess,
  ) {}

  /** The `Authorization` header to begin with; none before the first challenge. */
  header(scope: string): string | undefined {
    const token = this.tokens.get(scope);
    if (token && token.expires > Date.now()) {
      return `Bearer ${token.value}`;
    }
    return this.basic;
  }

  /**
   * A new `Authorization` header after a 401.
   *
   * @param refused - The header that was answered with this challenge.
   */
  async answer(
    wwwAuthenticate: string,
    scope: string,
    refused: string | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    const challenges = parseWwwAuthenticate(wwwAuthenticate);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer) {
      return await this.oneAtATime(async () => {
        const current = this.header(scope);
        if (current !== undefined && current !== refused) {
          return current;
        }
        const token = await this.fetchToken(bearer, scope, signal);
        this.tokens.set(scope, token);
        return `Bearer ${token.value}`;
      });
    }
    if (challenges.some(({ scheme }) => scheme === 'basic')) {
      this.basic = this.encodeCredentials();
      return this.basic;
    }
    throw new AuthenticationError(
      `${this.access.origin} asks for an authentication that is not supported; Basic and Bearer are`,
    );
  }

  private encodeCredentials(): string {
    const { credentials, origin } = this.access;
    if (!credentials) {
      throw new AuthenticationError(
        `${origin} asks for a user name and a password; configure credentials for it`,
      );
    }
    const pair = `${credentials.username}:${credentials.password}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  private async fetchToken(
    challenge: Challenge,
    scope: string,
    signal: AbortSignal,
  ): Promise<RegistryToken> {
    const realm = this.parseRealm(challenge.parameters.realm);
    const { service } = challenge.parameters;
    if (service !== undefined) {
      realm.searchParams.set('service', service);
    }
    realm.searchParams.set('scope', challenge.parameters.scope ?? scope);
    const response = await this.http.send(realm, {
      headers: this.access.credentials
        ? { authorization: this.encodeCredentials() }
        : {},
      signal,
    });
    if (response.ok) {
      const body = await response.bytes(MAX_TOKEN_BYTES);
      return parseRegistryToken(body.toString('utf8'), describeUrl(realm));
    }
    const { error } = await describeRegistryFailure(response);
    if (response.status >= 400 && response.status < 404) {
      throw new NotAllowedError(
        `${this.access.origin} gave no token for ${scope}: not found or private, or the credentials are not for it`,
        error,
      );
    }
    throw error;
  }

  private parseRealm(realm: string | undefined): URL {
    if (realm === undefined || !URL.canParse(realm)) {
      throw new ServiceUnavailableError(
        `${this.access.origin} asks for a token but does not say where to get one`,
      );
    }
    const url = new URL(realm);
    this.checkRealm(url);
    return url;
  }

  private checkRealm(realm: URL): void {
    const { origin, insecure, credentials } = this.access;
    const registry = new URL(origin).hostname;
    const plain = realm.protocol === 'http:' && insecure;
    if (realm.protocol !== 'https:' && !plain) {
      throw this.refuseRealm(realm, 'it is not https');
    }
    if (plain && realm.hostname !== registry) {
      throw this.refuseRealm(
        realm,
        `without https, tokens come only from ${registry} itself`,
      );
    }
    const hosts = tokenHosts(registry);
    if (credentials && !isTokenHost(realm.hostname, hosts)) {
      const { names, domain } = hosts;
      const allowed = [...names, ...(domain ? [`hosts of ${domain}`] : [])];
      throw this.refuseRealm(
        realm,
        `the credentials go only to ${allowed.join(
          ' and ',
        )}; where its images are public, remove the credentials`,
      );
    }
  }

  private refuseRealm(realm: URL, reason: string): Error {
    return new ServiceUnavailableError(
      `${this.access.origin} wants a token fetched from ${describeUrl(
        realm,
      )}, which is refused: ${reason}`,
    );
  }
}
