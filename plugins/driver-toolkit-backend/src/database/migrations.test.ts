import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';

jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@driver-toolkit/backstage-plugin-driver-toolkit-backend',
  'migrations',
);

const LATEST_BUILDS = '20261123100000_latest_builds.js';

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

it.each(databases.eachSupportedId())(
  'knows the latest of the builds that it finds on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: LATEST_BUILDS });
    const build = (name: string, target: string, minute: number) => ({
      id: name,
      target,
      type: 'toolkit',
      state: 'failed',
      source_id: 'stream',
      kernel: '5.14.0-391.el9',
      architecture: 'x86_64',
      variant: 'default',
      image_reference: target,
      plan: '{}',
      requested_by: 'user:default/a',
      created_at: new Date(minute * 60_000).toISOString(),
    });
    await knex('builds').insert([
      build('first', 'a', 1),
      build('second', 'a', 2),
      build('same time', 'a', 2),
      build('other', 'b', 1),
      { ...build('arm', 'a', 1), architecture: 'aarch64' },
    ]);

    await knex.migrate.latest({ directory });

    const latest = await knex('builds').where('latest', true).pluck('id');
    expect(latest.sort()).toEqual(['arm', 'other', 'second']);
  },
);
