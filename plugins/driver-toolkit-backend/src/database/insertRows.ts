import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';

/** The oldest builds of SQLite accept at most 999 bindings a statement. */
const MAX_BINDINGS = 900;

/**
 * Inserts any number of rows in as few statements as the databases accept.
 * Between statements other work gets a turn: SQLite's driver works on this
 * thread.
 */
export async function insertRows<T extends object>(
  knex: Knex,
  table: string,
  rows: readonly T[],
): Promise<void> {
  if (rows.length === 0) {
    return;
  }
  const size = Math.floor(MAX_BINDINGS / Object.keys(rows[0]).length);
  for (let i = 0; i < rows.length; i += size) {
    await knex(table).insert(rows.slice(i, i + size));
    await nextTurn();
  }
}
