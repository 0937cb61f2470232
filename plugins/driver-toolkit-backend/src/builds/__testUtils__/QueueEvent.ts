import type { Knex } from 'knex';

/** An action of a replica, ordered by `id`. */
export interface QueueEvent {
  id: number;
  replica: string;
  /**
   * Identifies one run of a build; or the replica itself, for the event that it
   * is ready.
   */
  attempt: string;
  build_id: string | null;
  event: 'ready' | 'began' | 'pushed' | 'ended';
}

export const QUEUE_EVENTS = 'test_queue_events';

/** Creates the table in which replicas record their events. */
export async function createQueueEvents(knex: Knex): Promise<void> {
  await knex.schema.createTable(QUEUE_EVENTS, table => {
    table.increments('id');
    table.string('replica').notNullable();
    table.string('attempt').notNullable();
    table.string('build_id').nullable();
    table.string('event').notNullable();
    // An event that is stored again after a lost answer is the same event.
    table.unique(['attempt', 'event']);
  });
}
