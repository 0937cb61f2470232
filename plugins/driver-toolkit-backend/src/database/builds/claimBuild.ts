import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { databaseTime } from '../databaseTime';
import {
  columnsOf,
  OWNED_STATES,
  toStoredBuild,
  type BuildRow,
  type BuildRowWithLog,
} from './buildRow';
import type { BuildClaim, ClaimedBuild } from './BuildStore';
import { runnableBy } from './runnableBy';

/**
 * Gives the next build to a worker, in one statement.
 *
 * @remarks The greatest priority goes first. Within a priority the order is
 * fair, first between requesters and then between sources: the one with the
 * fewest running builds, on all builders, goes first, so that a request for
 * forty builds does not hold up another's single build. Among equals the oldest
 * goes first.
 *
 * On PostgreSQL a build that another backend is claiming is locked and skipped,
 * so that no two backends get the same build and none waits for another. Two
 * that claim at the same instant do not count each other. SQLite has one
 * writer.
 */
export async function claimBuild(
  knex: Knex,
  claim: BuildClaim,
): Promise<ClaimedBuild | undefined> {
  const { builder, limit } = claim;
  if (limit === undefined) {
    return claimNext(knex, claim);
  }
  return knex.transaction(async tx => {
    if (tx.client.config.client === 'pg') {
      // A concurrent claim would not count this one.
      await tx.raw('select pg_advisory_xact_lock(hashtext(?))', [
        `driver-toolkit/builder/${builder}`,
      ]);
    }
    const [{ count }] = await tx<BuildRow>('builds')
      .whereIn('state', OWNED_STATES)
      .where({ builder })
      .count({ count: '*' });
    return Number(count) < limit ? claimNext(tx, claim) : undefined;
  });
}

async function claimNext(
  knex: Knex,
  claim: BuildClaim,
): Promise<ClaimedBuild | undefined> {
  const lease = randomUUID();
  const rows = (await knex('builds')
    .where('id', nextBuild(knex, claim))
    .where('state', 'queued')
    .update({
      ...columnsOf('running'),
      lease,
      lease_until: databaseTime(knex, claim.leaseMs),
      builder: claim.builder,
      started_at: new Date().toISOString(),
    })
    .returning([
      '*',
      knex.raw(
        '(select max(seq) from build_log where build_id = builds.id) as last_sequence',
      ) as unknown as string,
    ])) as BuildRowWithLog[];
  return rows.length === 1 ? { ...toStoredBuild(rows[0]), lease } : undefined;
}

function nextBuild(knex: Knex, claim: BuildClaim): Knex.QueryBuilder {
  return knex<BuildRow>({ queued: 'builds' })
    .leftJoin(
      running(knex, 'requested_by').as('of_requester'),
      'of_requester.requested_by',
      'queued.requested_by',
    )
    .leftJoin(
      running(knex, 'source_id').as('of_source'),
      'of_source.source_id',
      'queued.source_id',
    )
    .modify(runnableBy(claim))
    .orderBy('queued.priority', 'desc')
    .orderByRaw('coalesce(of_requester.running, 0)')
    .orderByRaw('coalesce(of_source.running, 0)')
    .orderBy(['queued.created_at', 'queued.id'])
    .limit(1)
    .select('queued.id')
    .modify(next => {
      if (knex.client.config.client === 'pg') {
        next.forUpdate('queued').skipLocked();
      }
    });
}

/** How many builds of each requester or source are running. */
function running(
  knex: Knex,
  column: 'requested_by' | 'source_id',
): Knex.QueryBuilder {
  return knex<BuildRow>('builds')
    .whereIn('state', OWNED_STATES)
    .groupBy(column)
    .select(column)
    .count({ running: '*' });
}
