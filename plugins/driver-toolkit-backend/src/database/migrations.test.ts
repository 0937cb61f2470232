import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';

jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@driver-toolkit/backstage-plugin-driver-toolkit-backend',
  'migrations',
);

it.each(databases.eachSupportedId())(
  'migrates up, down and up again on %s',
  async id => {
    const knex = await createTestDatabase(id);
    expect(await knex.schema.hasTable('builds')).toBe(true);

    await knex.migrate.rollback({ directory }, true);
    expect(await knex.schema.hasTable('builds')).toBe(false);

    await knex.migrate.latest({ directory });
    expect(await knex('builds').select()).toEqual([]);
  },
);
