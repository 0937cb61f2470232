import {
  sourceRefreshPermission,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Index } from '../index/Index';
import type { RefreshNow } from '../index/RefreshNow';
import type { AccessControl } from './AccessControl';
import type { AuditLog } from './AuditLog';
import type { Caller } from './Caller';

/** Requests about sources: each is authorized and audited. */
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
   * Reads a source now. A failed reading is not an error here: the returned
   * source contains it.
   *
   * @throws NotAllowedError; NotFoundError for an unknown source
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
          // Accepting a removal takes kernels and images out of the index.
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
