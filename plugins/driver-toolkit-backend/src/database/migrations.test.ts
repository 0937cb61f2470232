import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { DatabaseBuildLogStore } from './BuildLogStore';
import { DatabaseBuildStore } from './DatabaseBuildStore';

jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@driver-toolkit/backstage-plugin-driver-toolkit-backend',
  'migrations',
);

const LATEST_BUILDS = '20261123100000_latest_builds.js';
const QUEUE = '20261126000000_queue.js';
const ARCHITECTURES = '20261127000000_architectures.js';
const COMPRESSED_LOGS = '20261128000000_compressed_logs.js';
const LOG_CHUNKS = '20261124000000_log_chunks.js';

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

it.each(databases.eachSupportedId())(
  'lets people who wait already go first, and hands on what was between workers, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: QUEUE });
    const build = (name: string, state: string, requestedBy: string) => ({
      id: name,
      target: name,
      type: 'toolkit',
      state,
      source_id: 'stream',
      kernel: '5.14.0-391.el9',
      architecture: 'x86_64',
      variant: 'default',
      image_reference: name,
      plan: '{}',
      requested_by: requestedBy,
      created_at: new Date(0).toISOString(),
    });
    await knex('builds').insert([
      build('scheduled', 'queued', 'plugin:driver-toolkit'),
      build('interrupted', 'interrupted', 'user:default/ada'),
    ]);

    await knex.migrate.up({ directory, name: QUEUE });

    const store = new DatabaseBuildStore(knex);
    expect(await store.interruptExpired()).toEqual(['interrupted']);
    const claim = { builder: 'local', architectures: ['x86_64'], leaseMs: 1 };
    expect((await store.claim(claim))?.build.id).toBe('interrupted');
    expect((await store.claim(claim))?.build.id).toBe('scheduled');
  },
);

it.each(databases.eachSupportedId())(
  'lets the architectures of a tag be built beside each other, and goes back, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: ARCHITECTURES });
    const build = (name: string, architecture: string, state: string) => ({
      id: name,
      target: 'toolkit:a',
      unfinished_target: state === 'queued' ? 'toolkit:a' : null,
      type: 'toolkit',
      state,
      source_id: 'stream',
      kernel: '5.14.0-391.el9',
      architecture,
      variant: 'default',
      image_reference: 'a',
      plan: '{}',
      requested_by: 'user:default/ada',
      created_at: new Date(0).toISOString(),
    });
    await knex('builds').insert([
      build('a queued', 'x86_64', 'queued'),
      build('b failed', 'aarch64', 'failed'),
    ]);
    const unfinished = () =>
      knex('builds').orderBy('id').select('state', 'unfinished_target');

    await knex.migrate.up({ directory, name: ARCHITECTURES });
    expect(await unfinished()).toEqual([
      { state: 'queued', unfinished_target: 'toolkit:a/x86_64' },
      { state: 'failed', unfinished_target: null },
    ]);

    await knex('builds').insert({
      ...build('c queued', 'aarch64', 'queued'),
      unfinished_target: 'toolkit:a/aarch64',
    });
    await knex.migrate.down({ directory, name: ARCHITECTURES });
    expect(await unfinished()).toEqual([
      { state: 'queued', unfinished_target: 'toolkit:a' },
      { state: 'failed', unfinished_target: null },
      { state: 'cancelled', unfinished_target: null },
    ]);
  },
);

it.each(databases.eachSupportedId())(
  'keeps logs when lines become compressed chunks, and back, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: COMPRESSED_LOGS });
    await knex.migrate.down({ directory, name: LOG_CHUNKS });
    const time = '2026-11-24T10:00:00.000Z';
    const later = '2026-11-24T10:00:01.000Z';
    const lines = [
      { build_id: 'a', seq: 1, time, line: 'one' },
      { build_id: 'a', seq: 2, time, line: '"two"' },
      { build_id: 'a', seq: 3, time: later, line: '' },
      { build_id: 'a', seq: 7, time: later, line: 'seven' },
      ...Array.from({ length: 1500 }, (_, i) => ({
        build_id: 'b',
        seq: i + 1,
        time,
        line: `line ${i}`,
      })),
    ];
    await knex.batchInsert('build_log', lines, 100);

    await knex.migrate.up({ directory, name: LOG_CHUNKS });
    await knex.migrate.up({ directory, name: COMPRESSED_LOGS });
    const logs = new DatabaseBuildLogStore(knex);
    expect(await logs.read('a', 0)).toEqual(
      lines.slice(0, 4).map(({ build_id: _, ...line }) => line),
    );
    expect(await logs.read('b', 1400)).toHaveLength(100);
    expect(await logs.extents('a')).toEqual([
      { last: 3, bytes: 4 + 6 + 1 },
      { last: 7, bytes: 6 },
    ]);

    await knex.migrate.down({ directory, name: COMPRESSED_LOGS });
    await knex.migrate.down({ directory, name: LOG_CHUNKS });
    expect(
      await knex('build_log').select().orderBy(['build_id', 'seq']),
    ).toEqual(lines);
  },
);
