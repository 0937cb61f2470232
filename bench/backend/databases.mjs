import { join } from 'node:path';

const PLUGIN = 'driver-toolkit';

/**
 * @import { Knex } from 'knex'
 *
 * @typedef {object} Database
 * @property {(folder: string) => object} backend configuration of the backend
 * @property {(folder: string) => Knex.Config} plugin knex' configuration for the plugin's part of it
 */

/**
 * The databases with which the backend is measured.
 *
 * @param {string} [postgres] the connection string of a server's superuser
 * @returns {{ SQLite: Database, PostgreSQL: Database | undefined }} undefined without a server
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
