import type { Knex } from 'knex';

/**
 * The time so many milliseconds from now by the database's clock, written as
 * `Date.toISOString` writes it.
 *
 * @remarks
 * Whoever compares times that several backends have stored must not ask the
 * clocks of their machines: they differ, and jump.
 */
export function databaseTime(knex: Knex, milliseconds: number): Knex.Raw {
  return knex.client.config.client === 'pg'
    ? knex.raw(
        `to_char((clock_timestamp() + ? * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
        [milliseconds],
      )
    : knex.raw(`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?)`, [
        `${milliseconds / 1000} seconds`,
      ]);
}
