import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import createKnex from 'knex';
import { loadSource } from '../../load.mjs';

const root = resolve(import.meta.dirname, '../../..');

/**
 * The backend's content cache in a SQLite file, opened like by Backstage.
 *
 * @param {import('../../../scripts/processes/Teardown.mjs').Teardown} teardown
 */
export async function openContentCache(teardown) {
  const { DatabaseContentCache } = await loadSource(
    'plugins/driver-toolkit-backend/src/database/index/DatabaseContentCache.ts',
  );
  const folder = await mkdtemp(join(tmpdir(), 'bench-registry-'));
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: join(folder, 'content.sqlite') },
    useNullAsDefault: true,
  });
  const close = async () => {
    await knex.destroy();
    await rm(folder, { recursive: true, force: true });
  };
  const forget = teardown.add(close);
  await knex.migrate.latest({
    directory: join(root, 'plugins/driver-toolkit-backend/migrations'),
  });
  return {
    cache: new DatabaseContentCache(knex),
    close: async () => {
      forget();
      await close();
    },
  };
}
