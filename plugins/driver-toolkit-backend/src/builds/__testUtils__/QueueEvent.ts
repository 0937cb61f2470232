import type { Knex } from 'knex';

/** What a replica did, in the order of `id`. */
export interface QueueEvent {
  id: number;
  replica: string;
  /** Of one run of a build; of the replica itself where it is ready. */
  attempt: string;
  build_id: string | null;
  event: 'ready' | 'began' | 'pushed' | 'ended';
}

export const QUEUE_EVENTS = 'test_queue_events';

/** Makes the table that replicas tell their events in. */
export async function createQueueEvents(knex: Knex): Promise<void> {
  await knex.schema.createTable(QUEUE_EVENTS, table => {
    table.increments('id');
    table.string('replica').notNullable();
    table.string('attempt').notNullable();
    table.string('build_id').nullable();
    table.string('event').notNullable();
    // One that is told again after a lost answer is the same.
    table.unique(['attempt', 'event']);
  });
}
