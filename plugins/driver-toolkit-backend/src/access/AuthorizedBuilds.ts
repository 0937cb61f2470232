import type { JsonObject } from '@backstage/types';
import {
  buildCancelPermission,
  buildCreatePermission,
  buildEntityRef,
  type Build,
  type BuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildRequests, RequestedBuilds } from '../builds/BuildRequests';
import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import { nameOf, type Caller } from './Caller';

/** Requests about builds: each is authorized and audited. */
export class AuthorizedBuilds {
  readonly #access: AccessControl;
  readonly #audit: AuditLog;
  readonly #builds: BuildRequests;
  readonly #onChanged: () => void;

  constructor(options: {
    access: AccessControl;
    audit: AuditLog;
    builds: BuildRequests;
    /** Called after a request changed builds. */
    onChanged: () => void;
  }) {
    this.#access = options.access;
    this.#audit = options.audit;
    this.#builds = options.builds;
    this.#onChanged = options.onChanged;
  }

  /** @throws NotAllowedError, and like {@link BuildRequests.create} */
  async create(
    request: BuildRequest,
    caller: Caller,
  ): Promise<RequestedBuilds> {
    return this.#audit.record(
      {
        eventId: 'build-create',
        severityLevel: 'medium',
        caller,
        meta: { ...request },
      },
      async () => {
        await this.#access.requireFor(caller, buildCreatePermission, async () =>
          buildEntityRef(request),
        );
        return this.#noticed(
          this.#builds.create(request, caller.credentials, nameOf(caller)),
        );
      },
      describeRequested,
    );
  }

  /** @throws NotAllowedError, and like {@link BuildRequests.retry} */
  async retry(id: string, caller: Caller): Promise<RequestedBuilds> {
    return this.#audit.record(
      {
        eventId: 'build-retry',
        severityLevel: 'medium',
        caller,
        meta: { retriedBuildId: id },
      },
      async () => {
        await this.#access.requireFor(caller, buildCreatePermission, () =>
          this.#entityOf(id),
        );
        return this.#noticed(
          this.#builds.retry(id, caller.credentials, nameOf(caller)),
        );
      },
      describeRequested,
    );
  }

  /** @throws NotAllowedError, and like {@link BuildRequests.cancel} */
  async cancel(id: string, caller: Caller): Promise<Build> {
    return this.#audit.record(
      {
        eventId: 'build-cancel',
        severityLevel: 'medium',
        caller,
        meta: { buildId: id },
      },
      async () => {
        await this.#access.requireFor(caller, buildCancelPermission, () =>
          this.#entityOf(id),
        );
        return this.#noticed(this.#builds.cancel(id));
      },
      describeBuild,
    );
  }

  async #noticed<T>(change: Promise<T>): Promise<T> {
    const result = await change;
    this.#onChanged();
    return result;
  }

  async #entityOf(id: string): Promise<string> {
    return buildEntityRef((await this.#builds.get(id)).build);
  }
}

function describeRequested(requested: RequestedBuilds): JsonObject {
  const { build, created, siblings, leftOut } = requested;
  return {
    ...describeBuild(build),
    created,
    ...(siblings.length > 0 && { siblings: siblings.map(describeBuild) }),
    ...(leftOut.length > 0 && {
      leftOut: leftOut.map(({ architecture }) => architecture),
    }),
  };
}

function describeBuild({ id, imageReference, state }: Build): JsonObject {
  return { buildId: id, imageReference, state };
}
