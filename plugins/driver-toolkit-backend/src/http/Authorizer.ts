import type {
  BackstageCredentials,
  BackstagePrincipalTypes,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import type { Request } from 'express';

/** Who asks, once they were found to be allowed to. */
export type Requester = BackstageCredentials<
  BackstagePrincipalTypes['user'] | BackstagePrincipalTypes['service']
>;

/** The one way a request is let through. */
export class Authorizer {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;

  constructor(options: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
  }

  /** @throws AuthenticationError, NotAllowedError */
  async require(
    request: Request,
    permission: BasicPermission,
  ): Promise<Requester> {
    const credentials = await this.#httpAuth.credentials(request as never, {
      allow: ['user', 'service'],
    });
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You are not allowed to do this: it takes the permission ${permission.name}.`,
      );
    }
    return credentials;
  }
}

/** How history names who asked. */
export function nameOf({ principal }: Requester): string {
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}
