import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  type ConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  buildReadPermission,
  type Build,
  type BuildFilter,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildRequests } from '../builds/BuildRequests';
import type { BuildScope } from '../database/builds/BuildScope';
import type { BuildStore, StoredBuild } from '../database/builds/BuildStore';
import { shareReads } from '../database/shareReads';
import type { BuildOwners } from './BuildOwners';
import {
  buildResourceRef,
  buildRules,
  type BuildQuery,
  type ReadableBuild,
} from './buildRules';
import type { Caller } from './Caller';

/**
 * The only way to read builds for a caller. The database applies a policy's
 * conditions, so that pages are full and counts are right.
 */
export class ReadableBuilds {
  readonly #permissions: PermissionsService;
  readonly #builds: BuildRequests;
  readonly #store: Pick<BuildStore, 'get' | 'driverEntityRefs'>;
  readonly #owners: BuildOwners;
  readonly #toQuery: ConditionTransformer<BuildQuery>;
  /** Everyone who watches builds requests the same page after each change. */
  readonly #list: (request: {
    filter: BuildFilter;
    scope?: BuildScope;
  }) => Promise<Page<Build>>;

  constructor(options: {
    permissions: PermissionsService;
    builds: BuildRequests;
    store: Pick<BuildStore, 'get' | 'driverEntityRefs'>;
    owners: BuildOwners;
    /** Receives the conditions that policies can set on builds. */
    permissionsRegistry: PermissionsRegistryService;
  }) {
    const { permissionsRegistry } = options;
    permissionsRegistry.addResourceType({
      resourceRef: buildResourceRef,
      rules: Object.values(buildRules),
      getResources: ids => this.readable(ids),
    });
    this.#permissions = options.permissions;
    this.#builds = options.builds;
    this.#store = options.store;
    this.#owners = options.owners;
    this.#toQuery = createConditionTransformer<BuildQuery>(
      permissionsRegistry.getPermissionRuleset(buildResourceRef),
    );
    this.#list = shareReads(({ filter, scope }) =>
      this.#builds.list(filter, scope),
    );
  }

  /** @throws NotAllowedError if the caller may read no builds at all */
  async list(filter: BuildFilter, caller: Caller): Promise<Page<Build>> {
    return this.#list({ filter, scope: await this.scopeOf(caller) });
  }

  /**
   * @throws NotAllowedError if the caller may read no builds at all;
   * NotFoundError also for a build that the caller may not read
   */
  async get(id: string, caller: Caller): Promise<StoredBuild> {
    return this.#builds.get(id, await this.scopeOf(caller));
  }

  /**
   * The builds that the caller may read; undefined for all of them.
   *
   * @throws NotAllowedError if the caller may read none at all
   */
  async scopeOf({ credentials }: Caller): Promise<BuildScope | undefined> {
    const [decision]: PolicyDecision[] =
      await this.#permissions.authorizeConditional(
        [{ permission: buildReadPermission }],
        { credentials },
      );
    if (decision.result === AuthorizeResult.CONDITIONAL) {
      return this.#resolve(this.#toQuery(decision.conditions));
    }
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You are not allowed to do this: you need the permission ${buildReadPermission.name}.`,
      );
    }
    return undefined;
  }

  async #resolve(query: PermissionCriteria<BuildQuery>): Promise<BuildScope> {
    const all = (parts: PermissionCriteria<BuildQuery>[]) =>
      Promise.all(parts.map(part => this.#resolve(part)));
    if ('allOf' in query) {
      return { allOf: await all(query.allOf) };
    }
    if ('anyOf' in query) {
      return { anyOf: await all(query.anyOf) };
    }
    if ('not' in query) {
      return { not: await this.#resolve(query.not) };
    }
    if ('requesters' in query) {
      return query;
    }
    const drivers = await this.#store.driverEntityRefs();
    const owners = await this.#owners.ofDrivers(drivers);
    const isMeant = (owner: string) => query.owners.includes(owner);
    return {
      drivers: drivers.filter((_, i) => owners[i].some(isMeant)),
      toolkits: this.#owners.ofToolkits.some(isMeant),
    };
  }

  /** The properties that conditions look at, for each existing build. */
  async readable(
    ids: readonly string[],
  ): Promise<(ReadableBuild | undefined)[]> {
    return Promise.all(ids.map(id => this.#readable(id)));
  }

  async #readable(id: string): Promise<ReadableBuild | undefined> {
    const build = (await this.#store.get(id))?.build;
    if (!build) {
      return undefined;
    }
    const { requestedBy, type, entityRef } = build;
    const owners =
      type === 'driver'
        ? (await this.#owners.ofDrivers([entityRef!]))[0]
        : this.#owners.ofToolkits;
    return { requestedBy, owners };
  }
}
