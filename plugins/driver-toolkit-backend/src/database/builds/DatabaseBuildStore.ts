import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  isFinished,
  type Build,
  type BuildFilter,
  type BuildState,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import type { BuildPlan, DriverPlan } from '../../plans/BuildPlan';
import { boundError, MAX_ERROR_JSON } from '../boundError';
import { databaseTime } from '../databaseTime';
import {
  columnsOf,
  LISTED_COLUMNS,
  OWNED_STATES,
  toBuild,
  toListedBuild,
  toRow,
  toStoredBuild,
  unfinishedTargetOf,
  type BuildRow,
  type BuildRowWithLog,
  type ListedBuildRow,
} from './buildRow';
import { within, type BuildScope } from './BuildScope';
import type {
  BuildChange,
  BuildClaim,
  BuildStore,
  ClaimedBuild,
  StoredBuild,
} from './BuildStore';
import { claimBuild } from './claimBuild';
import { decodeCursor, encodeCursor } from './cursor';
import { interruptExpired } from './interruptExpired';
import { runnableBy } from './runnableBy';

const DEFAULT_LIMIT = 50;

/**
 * Replaces, in lists, a too long error that a backend of an older version
 * stored.
 */
const UNBOUNDED = "The reason is too long for a list; see the build's page.";

/** Builds removed in one transaction: their logs may be long. */
const REMOVAL_BATCH = 50;

export class DatabaseBuildStore implements BuildStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async create(
    plan: BuildPlan,
    requestedBy: string,
  ): Promise<{ build: Build; created: boolean }> {
    // The other build may end between the refused insert and the look-up, so a
    // round can fail only if builds of this target come and go.
    for (let round = 0; round < 5; round++) {
      const row = toRow(uuidv7(), plan, requestedBy);
      if (await this.#insert(row)) {
        return {
          build: toBuild({ ...row, last_sequence: null }),
          created: true,
        };
      }
      const unfinished = await this.#builds()
        .where({ unfinished_target: unfinishedTargetOf(plan) })
        .first();
      if (unfinished) {
        await this.#knex<BuildRow>('builds')
          .where({ id: unfinished.id })
          .where('priority', '<', row.priority)
          .update({ priority: row.priority });
        return { build: toBuild(unfinished), created: false };
      }
    }
    throw new ConflictError(
      `Builds of ${plan.imageReference} change too quickly to add one; try again.`,
    );
  }

  /**
   * Adds a build unless another one of its target is unfinished; returns
   * whether it was added.
   */
  async #insert(row: BuildRow): Promise<boolean> {
    return this.#knex.transaction(async tx => {
      const inserted = await tx<BuildRow>('builds')
        .insert(row)
        .onConflict('unfinished_target')
        .ignore()
        .returning('id');
      if (inserted.length === 0) {
        return false;
      }
      await tx<BuildRow>('builds')
        .where({
          target: row.target,
          architecture: row.architecture,
          latest: true,
        })
        .whereNot('id', row.id)
        .update({ latest: false });
      return true;
    });
  }

  async get(id: string, scope?: BuildScope): Promise<StoredBuild | undefined> {
    const row = await this.#builds()
      .where({ id })
      .modify(within(this.#knex, scope))
      .first();
    return row && toStoredBuild(row);
  }

  async list(filter: BuildFilter, scope?: BuildScope): Promise<Page<Build>> {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const matching = this.#listedBuilds();
    if (filter.state) {
      matching.where('state', filter.state);
    }
    if (filter.type) {
      matching.where('type', filter.type);
    }
    const { entityRef } = filter;
    if (entityRef) {
      matching.where(any =>
        any
          .where('entity_ref', entityRef)
          .orWhere('kernel_entity_ref', entityRef)
          .orWhere('image_entity_ref', entityRef),
      );
    }
    matching.modify(within(this.#knex, scope));
    const page = matching
      .clone()
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit + 1);
    if (filter.cursor) {
      const [createdAt, id] = decodeCursor(filter.cursor, 2);
      page.whereRaw('(created_at < ? or (created_at = ? and id < ?))', [
        createdAt,
        createdAt,
        id,
      ]);
    }
    const [rows, [{ count }]] = await Promise.all([
      page,
      matching.clone().clearSelect().count({ count: '*' }),
    ]);
    const items = rows.slice(0, limit);
    const last = items[items.length - 1];
    return {
      items: items.map(toListedBuild),
      totalItems: Number(count),
      nextCursor:
        rows.length > limit
          ? encodeCursor([last.created_at, last.id])
          : undefined,
    };
  }

  async driverEntityRefs(): Promise<string[]> {
    return this.#knex('builds')
      .whereNotNull('entity_ref')
      .distinct()
      .pluck('entity_ref');
  }

  async unfinishedDriverBuilds(): Promise<{ id: string; plan: DriverPlan }[]> {
    const rows = await this.#knex<BuildRow>('builds')
      .where('type', 'driver')
      .whereNotNull('unfinished_target')
      .select('id', 'plan');
    return rows.map(({ id, plan }) => ({ id, plan: JSON.parse(plan) }));
  }

  async latestToolkitBuilds(
    kernels: { source: string; kernel: string }[],
  ): Promise<Map<string, Build>> {
    const rows = await this.#listedBuilds()
      .where({ type: 'toolkit', latest: true })
      .whereIn('source_id', [...new Set(kernels.map(k => k.source))])
      .whereIn('kernel', [...new Set(kernels.map(k => k.kernel))])
      .orderBy([{ column: 'created_at' }, { column: 'id' }]);
    // Oldest first, so the latest of several repositories or architectures
    // stays.
    return new Map(
      rows.map(row => [`${row.source_id}/${row.kernel}`, toListedBuild(row)]),
    );
  }

  async claim(claim: BuildClaim): Promise<ClaimedBuild | undefined> {
    return claimBuild(this.#knex, claim);
  }

  async renewLease(id: string, lease: string, leaseMs: number) {
    const [renewed] = await this.#knex('builds')
      .where({ id, lease })
      .update({ lease_until: databaseTime(this.#knex, leaseMs) })
      .returning('cancel_requested');
    return renewed && { cancelRequested: Boolean(renewed.cancel_requested) };
  }

  async advance(
    id: string,
    lease: string,
    from: readonly BuildState[],
    to: BuildState,
    change: BuildChange = {},
  ): Promise<boolean> {
    const updated = await this.#knex<BuildRow>('builds')
      .where({ id, lease })
      .whereIn('state', from)
      .update({
        ...columnsOf(to),
        ...(change.digest && { digest: change.digest }),
        ...(change.error && {
          error: JSON.stringify(boundError(change.error)),
        }),
      })
      .catch(error => {
        throw isDatabaseConflictError(error)
          ? new ConflictError('Another build is pushing to the same tag.')
          : error;
      });
    if (updated === 1 && to === 'queued') {
      await this.#knex<BuildRow>('builds')
        .where({ id, state: 'queued', cancel_requested: true })
        .update(columnsOf('cancelled'));
    }
    return updated === 1;
  }

  async requestCancel(id: string): Promise<void> {
    // A build may go from its worker back to the queue between the two updates.
    for (let round = 0; round < 5; round++) {
      if (await this.#cancelOrAsk(id)) {
        return;
      }
      const found = await this.get(id);
      if (!found) {
        throw new NotFoundError(`There is no build ${id}.`);
      }
      const { build } = found;
      if (build.state === 'cancelled') {
        return;
      }
      if (isFinished(build)) {
        throw new ConflictError(
          `The build has already ${build.state}, so it cannot be cancelled.`,
        );
      }
    }
    throw new ConflictError(
      'The build changes too quickly to cancel it; try again.',
    );
  }

  async #cancelOrAsk(id: string): Promise<boolean> {
    const cancelled = await this.#knex<BuildRow>('builds')
      .where({ id, state: 'queued' })
      .update({ ...columnsOf('cancelled'), cancel_requested: true });
    const asked =
      cancelled ||
      (await this.#knex<BuildRow>('builds')
        .where({ id })
        .whereIn('state', OWNED_STATES)
        .update({ cancel_requested: true }));
    return asked === 1;
  }

  async interruptExpired(held: readonly string[] = []): Promise<string[]> {
    return interruptExpired(this.#knex, held);
  }

  async removeFinishedBefore(time: Date): Promise<number> {
    for (let removed = 0; ; ) {
      const batch = await this.#removeSomeFinishedBefore(time);
      if (batch === 0) {
        return removed;
      }
      removed += batch;
    }
  }

  async #removeSomeFinishedBefore(time: Date): Promise<number> {
    return this.#knex.transaction<number>(async tx => {
      const rows = await tx<BuildRow>('builds')
        .where('finished_at', '<', time.toISOString())
        .where('latest', false)
        .limit(REMOVAL_BATCH)
        .select('id');
      const ids = rows.map(row => row.id);
      await tx('build_log').whereIn('build_id', ids).delete();
      const removed = await tx<BuildRow>('builds').whereIn('id', ids).delete();
      return removed;
    });
  }

  async countRunning(builder: string): Promise<number> {
    const [{ count }] = await this.#knex<BuildRow>('builds')
      .whereIn('state', OWNED_STATES)
      .where({ builder })
      .count({ count: '*' });
    return Number(count);
  }

  /** Builds, each with the sequence number of its last line. */
  #builds(): Knex.QueryBuilder<BuildRowWithLog, BuildRowWithLog[]> {
    return this.#knex('builds').select('builds.*', this.#lastSequence());
  }

  /** The same without columns that lists omit, and without unbounded errors. */
  #listedBuilds(): Knex.QueryBuilder<BuildRowWithLog, ListedBuildRow[]> {
    const error = this.#knex.raw(
      'case when length(error) <= ? then error when error is not null then ? end as error',
      [MAX_ERROR_JSON, JSON.stringify({ message: UNBOUNDED })],
    );
    return this.#knex('builds').select(
      ...LISTED_COLUMNS,
      error,
      this.#lastSequence(),
    );
  }

  #lastSequence(): Knex.QueryBuilder {
    return this.#knex('build_log')
      .max('seq')
      .whereRaw('build_log.build_id = builds.id')
      .as('last_sequence');
  }

  async countQueued(
    builder: Pick<BuildClaim, 'builder' | 'architectures' | 'types'>,
  ): Promise<number> {
    const [{ count }] = await this.#knex<BuildRow>('builds')
      .modify(runnableBy(builder))
      .count({ count: '*' });
    return Number(count);
  }
}
