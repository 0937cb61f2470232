import type { Knex } from 'knex';
import { databaseTime } from '../databaseTime';
import { columnsOf, OWNED_STATES, type BuildRow } from './buildRow';

/**
 * Takes builds whose lease has ended from their workers.
 *
 * @param held - leases that stay
 * @returns the ids of the builds that this call took
 */
export async function interruptExpired(
  knex: Knex,
  held: readonly string[],
): Promise<string[]> {
  const expired = await knex<BuildRow>('builds')
    .whereIn('state', OWNED_STATES)
    .whereNotIn('lease', held)
    .where('lease_until', '<', databaseTime(knex, 0));
  const taken: string[] = [];
  for (const row of expired) {
    const { id, lease, lease_until, cancel_requested } = row;
    // Fails if the worker has renewed the lease since, or another backend took
    // the build.
    const updated = await knex<BuildRow>('builds')
      .where({ id, lease, lease_until, cancel_requested })
      .update({
        ...afterInterruption(row),
        interruptions: row.interruptions + 1,
      });
    if (updated === 1) {
      taken.push(id);
    }
  }
  return taken;
}

/** Requeues a build once, then fails it; cancels it if that was requested. */
function afterInterruption(row: BuildRow): Partial<BuildRow> {
  if (row.cancel_requested) {
    return columnsOf('cancelled');
  }
  if (row.interruptions === 0) {
    return columnsOf('queued');
  }
  return {
    ...columnsOf('failed'),
    error: JSON.stringify({
      message:
        'The backend that ran this build stopped twice before it could finish. Look at its log, then retry.',
      transient: true,
    }),
  };
}
