import type { Knex } from 'knex';

/**
 * The time `milliseconds` from now by the database's clock, in the format of
 * `Date.toISOString`.
 *
 * @remarks Use it to compare times that several backends stored: the clocks of
 * their machines differ, and jump.
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
