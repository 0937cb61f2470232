import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import type { Request } from 'express';
import type { AccessControl } from '../access/AccessControl';
import type { Caller } from '../access/Caller';

/** The one way a request is let through. */
export class Authorizer {
  readonly #httpAuth: HttpAuthService;
  readonly #access: AccessControl;

  constructor(options: { httpAuth: HttpAuthService; access: AccessControl }) {
    this.#httpAuth = options.httpAuth;
    this.#access = options.access;
  }

  /**
   * Who asks. What they may do is for whoever takes the request to find out.
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
