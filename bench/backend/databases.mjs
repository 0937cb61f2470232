import { join } from 'node:path';

const PLUGIN = 'driver-toolkit';

/**
 * @import { Knex } from 'knex'
 *
 * @typedef {object} Database
 * @property {(folder: string) => object} backend how the backend is configured
 * @property {(folder: string) => Knex.Config} plugin with what knex opens the plugin's part of it
 */

/**
 * The databases that the backend is measured with.
 *
 * @param {string} [postgres] the connection string of a server's superuser
 * @returns {{ SQLite: Database, PostgreSQL: Database | undefined }} undefined where there is no server
 */
export function databases(postgres) {
  return {
    SQLite: {
      backend: folder => ({
        client: 'better-sqlite3',
        connection: { directory: folder },
      }),
      plugin: folder => ({
        client: 'better-sqlite3',
        connection: { filename: join(folder, `${PLUGIN}.sqlite`) },
        useNullAsDefault: true,
      }),
    },
    PostgreSQL:
      postgres === undefined
        ? undefined
        : {
            backend: () => ({ client: 'pg', connection: postgres }),
            plugin: () => ({
              client: 'pg',
              connection: new URL(`/backstage_plugin_${PLUGIN}`, postgres).href,
            }),
          },
  };
}
