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
  for (const some of inStatements(rows)) {
    await knex(table).insert(some);
    await nextTurn();
  }
}

/** The same, but leaves out rows whose key is there. */
export async function insertMissing<T extends object>(
  knex: Knex,
  table: string,
  rows: readonly T[],
): Promise<void> {
  for (const some of inStatements(rows)) {
    await knex(table).insert(some).onConflict().ignore();
    await nextTurn();
  }
}

function* inStatements<T extends object>(rows: readonly T[]): Generator<T[]> {
  if (rows.length === 0) {
    return;
  }
  const size = Math.floor(MAX_BINDINGS / Object.keys(rows[0]).length);
  for (let i = 0; i < rows.length; i += size) {
    yield rows.slice(i, i + size);
  }
}
