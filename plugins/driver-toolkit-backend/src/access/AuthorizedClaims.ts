import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  claimManagePermission,
  type ImageClaim,
  type ImageClaimant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ImageClaimStore } from '../database/claims/ImageClaimStore';
import { sourceRepositoryOf } from '../plans/sourceRepositoryOf';
import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import { nameOf, type Caller } from './Caller';

/**
 * The platform team's decisions about images of drivers: authorized and
 * audited.
 */
export class AuthorizedClaims {
  readonly #access: AccessControl;
  readonly #audit: AuditLog;
  readonly #claims: ImageClaimStore;
  readonly #cancelOthers: (claim: ImageClaim) => Promise<string[]>;

  constructor(options: {
    access: AccessControl;
    audit: AuditLog;
    claims: ImageClaimStore;
    /** Cancels unfinished builds of an image that its claim does not allow. */
    cancelOthers: (claim: ImageClaim) => Promise<string[]>;
  }) {
    this.#access = options.access;
    this.#audit = options.audit;
    this.#claims = options.claims;
    this.#cancelOthers = options.cancelOthers;
  }

  /**
   * Gives an image to a driver.
   *
   * @throws NotAllowedError; NotFoundError for an unknown claim; InputError for
   * an invalid driver
   */
  async move(
    id: string,
    to: ImageClaimant,
    caller: Caller,
  ): Promise<ImageClaim> {
    return this.#decide('claim-move', id, caller, { to: { ...to } }, async () =>
      this.#claims.move(id, toClaimant(to), nameOf(caller)),
    );
  }

  /**
   * Lets the next driver that builds an image claim it.
   *
   * @throws NotAllowedError; NotFoundError for an unknown claim
   */
  async release(id: string, caller: Caller): Promise<ImageClaim> {
    return this.#decide('claim-release', id, caller, {}, () =>
      this.#claims.release(id, nameOf(caller)),
    );
  }

  async #decide(
    eventId: string,
    id: string,
    caller: Caller,
    meta: JsonObject,
    change: () => Promise<ImageClaim | undefined>,
  ): Promise<ImageClaim> {
    let before: ImageClaim | undefined;
    let cancelledBuilds: string[] = [];
    return this.#audit.record(
      {
        eventId,
        severityLevel: 'high',
        caller,
        meta: { claimId: id, ...meta },
      },
      async () => {
        await this.#access.require(caller, claimManagePermission);
        before = await this.#claims.get(id);
        const claim = before && (await change());
        if (!claim) {
          throw new NotFoundError(`There is no claim ${id}.`);
        }
        cancelledBuilds = await this.#cancelOthers(claim);
        return claim;
      },
      ({ image }) => ({
        image,
        before: { state: before!.state, ...before!.owner },
        cancelledBuilds,
      }),
    );
  }
}

/** @throws InputError if `to` names no driver or no repository */
function toClaimant(to: ImageClaimant): ImageClaimant {
  const [host, ...path] = to.sourceRepository.split('/');
  const address = `https://${[host, ...path.map(encodeURIComponent)].join(
    '/',
  )}`;
  if (sourceRepositoryOf(address) !== to.sourceRepository) {
    throw new InputError(
      "'sourceRepository' must be host/owner/repository as claims show it, such as github.com/acme/nic-driver.",
    );
  }
  try {
    return {
      entityRef: stringifyEntityRef(parseEntityRef(to.entityRef)),
      sourceRepository: to.sourceRepository,
    };
  } catch (error) {
    throw new InputError(
      "'entityRef' must be an entity reference, such as component:default/nic-driver.",
      error,
    );
  }
}
