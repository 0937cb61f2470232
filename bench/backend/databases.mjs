import { join } from 'node:path';

const PLUGIN = 'driver-toolkit';

/**
 * The databases that the backend is measured with.
 *
 * @param {string} [postgres] the connection string of a server's superuser
 * @returns for each by name: how the backend is configured, and with what knex opens the plugin's part of it;
 * undefined where there is no server
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
    PostgreSQL: postgres && {
      backend: () => ({ client: 'pg', connection: postgres }),
      plugin: () => ({
        client: 'pg',
        connection: new URL(`/backstage_plugin_${PLUGIN}`, postgres).href,
      }),
    },
  };
}
