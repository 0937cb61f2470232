import {
  sourceRefreshPermission,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Index } from '../index/Index';
import type { RefreshNow } from '../index/RefreshNow';
import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import type { Caller } from './Caller';

/** What people and programs ask of sources: each may do it, and it is recorded. */
export class AuthorizedSources {
  readonly #access: AccessControl;
  readonly #audit: AuditLog;
  readonly #index: Index;
  readonly #refreshNow: RefreshNow;

  constructor(options: {
    access: AccessControl;
    audit: AuditLog;
    index: Index;
    refreshNow: RefreshNow;
  }) {
    this.#access = options.access;
    this.#audit = options.audit;
    this.#index = options.index;
    this.#refreshNow = options.refreshNow;
  }

  /**
   * Reads a source now. That it could not be read is no error here: the source
   * that is answered tells it.
   *
   * @throws NotAllowedError; NotFoundError when there is no such source
   */
  async refresh(
    id: string,
    options: { acceptRemoval: boolean },
    caller: Caller,
  ): Promise<Source> {
    let found: Source | undefined;
    try {
      await this.#audit.record(
        {
          eventId: 'source-refresh',
          // To accept a removal takes kernels and images out of the index.
          severityLevel: options.acceptRemoval ? 'high' : 'low',
          caller,
          meta: { source: id, acceptRemoval: options.acceptRemoval },
        },
        async () => {
          await this.#access.require(caller, sourceRefreshPermission);
          found = await this.#index.source(id);
          await this.#refreshNow(id, options);
        },
      );
    } catch (error) {
      if (!found) {
        throw error;
      }
    }
    return this.#index.source(id);
  }
}
