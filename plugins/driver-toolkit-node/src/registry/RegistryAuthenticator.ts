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
import { isLoopback } from './isLoopback';
import { parseRegistryToken, type RegistryToken } from './parseRegistryToken';
import { parseWwwAuthenticate, type Challenge } from './parseWwwAuthenticate';

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
    const trusted =
      url.protocol === 'https:' ||
      (url.protocol === 'http:' &&
        (url.origin === this.access.origin ||
          this.access.insecure ||
          isLoopback(url.hostname)));
    if (!trusted) {
      throw new ServiceUnavailableError(
        `${this.access.origin} sends credentials to ${describeUrl(
          url,
        )}, which is refused: it is not https`,
      );
    }
    return url;
  }
}
