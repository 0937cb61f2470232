import type { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { Caller } from './Caller';

/** Decides whether a caller may do something. */
export class AccessControl {
  readonly #permissions: PermissionsService;

  constructor(permissions: PermissionsService) {
    this.#permissions = permissions;
  }

  async allows(
    { credentials }: Caller,
    permission: BasicPermission,
  ): Promise<boolean> {
    const [{ result }] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    return result === AuthorizeResult.ALLOW;
  }

  /** @throws NotAllowedError */
  async require(caller: Caller, permission: BasicPermission): Promise<void> {
    if (!(await this.allows(caller, permission))) {
      throw new NotAllowedError(
        `You are not allowed to do this: you need the permission ${permission.name}.`,
      );
    }
  }

  /**
   * Like {@link AccessControl.require}, for permissions that may depend on an
   * entity.
   *
   * @param findEntity - called only if the decision depends on the entity, so
   * that callers without any rights learn nothing
   * @throws NotAllowedError, and what `findEntity` throws
   */
  async requireFor(
    caller: Caller,
    permission: ResourcePermission<'catalog-entity'>,
    findEntity: () => Promise<string>,
  ): Promise<void> {
    const { credentials } = caller;
    const [{ result }] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    if (result === AuthorizeResult.ALLOW) {
      return;
    }
    if (result === AuthorizeResult.DENY) {
      throw new NotAllowedError(
        `You are not allowed to do this: you need the permission ${permission.name}.`,
      );
    }
    const resourceRef = await findEntity();
    const [decision] = await this.#permissions.authorize(
      [{ permission, resourceRef }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You are not allowed to do this for ${resourceRef}: you need the permission ${permission.name}, which you have for other entities only.`,
      );
    }
  }
}
