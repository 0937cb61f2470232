import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import type { Request } from 'express';
import type { AccessControl } from '../access/AccessControl';
import type { Caller } from '../access/Caller';

/** Identifies and authorizes the callers of routes. */
export class Authorizer {
  readonly #httpAuth: HttpAuthService;
  readonly #access: AccessControl;

  constructor(options: { httpAuth: HttpAuthService; access: AccessControl }) {
    this.#httpAuth = options.httpAuth;
    this.#access = options.access;
  }

  /**
   * Identifies the caller. The code that handles the request checks what the
   * caller may do.
   *
   * @throws AuthenticationError
   */
  async identify(request: Request): Promise<Caller> {
    const credentials = await this.#httpAuth.credentials(request as never, {
      allow: ['user', 'service'],
    });
    return { credentials, request };
  }

  /** @throws AuthenticationError, NotAllowedError */
  async require(
    request: Request,
    permission: BasicPermission,
  ): Promise<Caller> {
    const caller = await this.identify(request);
    await this.#access.require(caller, permission);
    return caller;
  }
}
