import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { buildRow, directory, MIGRATIONS } from './__testUtils__/migrations';
import { DatabaseBuildStore } from './builds/DatabaseBuildStore';

jest.setTimeout(60_000);

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
  'marks the latest of existing builds on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: MIGRATIONS.latestBuilds });
    const build = (name: string, target: string, minute: number) =>
      buildRow(name, {
        target,
        image_reference: target,
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
  'prefers waiting people, and hands on builds between workers, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: MIGRATIONS.queue });
    const build = (name: string, state: string, requestedBy: string) =>
      buildRow(name, { state, requested_by: requestedBy });
    await knex('builds').insert([
      build('scheduled', 'queued', 'plugin:driver-toolkit'),
      build('interrupted', 'interrupted', 'user:default/ada'),
    ]);

    await knex.migrate.up({ directory, name: MIGRATIONS.queue });

    const store = new DatabaseBuildStore(knex);
    expect(await store.interruptExpired()).toEqual(['interrupted']);
    const claim = { builder: 'local', architectures: ['x86_64'], leaseMs: 1 };
    expect((await store.claim(claim))?.build.id).toBe('interrupted');
    expect((await store.claim(claim))?.build.id).toBe('scheduled');
  },
);

it.each(databases.eachSupportedId())(
  'allows concurrent builds of a tag’s architectures, and migrates back, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: MIGRATIONS.architectures });
    const build = (name: string, architecture: string, state: string) =>
      buildRow(name, {
        target: 'toolkit:a',
        unfinished_target: state === 'queued' ? 'toolkit:a' : null,
        state,
        architecture,
        image_reference: 'a',
      });
    await knex('builds').insert([
      build('a queued', 'x86_64', 'queued'),
      build('b failed', 'aarch64', 'failed'),
    ]);
    const unfinished = () =>
      knex('builds').orderBy('id').select('state', 'unfinished_target');

    await knex.migrate.up({ directory, name: MIGRATIONS.architectures });
    expect(await unfinished()).toEqual([
      { state: 'queued', unfinished_target: 'toolkit:a/x86_64' },
      { state: 'failed', unfinished_target: null },
    ]);

    await knex('builds').insert({
      ...build('c queued', 'aarch64', 'queued'),
      unfinished_target: 'toolkit:a/aarch64',
    });
    await knex.migrate.down({ directory, name: MIGRATIONS.architectures });
    expect(await unfinished()).toEqual([
      { state: 'queued', unfinished_target: 'toolkit:a' },
      { state: 'failed', unfinished_target: null },
      { state: 'cancelled', unfinished_target: null },
    ]);
  },
);

it.each(databases.eachSupportedId())(
  'cuts errors of builds that are too long, and no others, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: MIGRATIONS.boundedErrors });
    const build = (name: string, error: object | null) =>
      buildRow(name, { type: 'driver', error: error && JSON.stringify(error) });
    const long = 'x'.repeat(1024 * 1024);
    const short = { message: 'short', step: 'RUN', lines: ['y'.repeat(1000)] };
    const many = Array.from({ length: 250 }, (_, i) =>
      build(`many-${i}`, { message: `${i}`, lines: ['y'.repeat(70_000)] }),
    );
    await knex.batchInsert(
      'builds',
      [
        build('none', null),
        build('short', short),
        build('message', { message: `"\n\u001b\u{1f6ab}${long}` }),
        build('escaped', { message: '\u0001'.repeat(20_000) }),
        build('step', { message: 'why "it" failed', step: long, lines: [] }),
        build('other', { step: long, message: 'late' }),
        ...many,
      ],
      50,
    );

    await knex.migrate.up({ directory, name: MIGRATIONS.boundedErrors });

    const rows = await knex('builds').select('id', 'error');
    const errors = new Map(
      rows.map(row => [row.id, row.error && JSON.parse(row.error)]),
    );
    const cut = (name: string) => errors.get(name).message;
    expect(errors.get('none')).toBeNull();
    expect(errors.get('short')).toEqual(short);
    expect(cut('message')).toHaveLength(4000);
    expect(cut('message').startsWith('"\n\u001b\u{1f6ab}xxx')).toBe(true);
    expect(cut('message').endsWith('xxx…')).toBe(true);
    expect(new Set(cut('escaped'))).toEqual(new Set('\u0001…'));
    expect(errors.get('step')).toEqual({ message: 'why "it" failed' });
    expect(cut('other')).toBe('The build failed; its log says why.');
    many.forEach(({ id: name }, i) =>
      expect(errors.get(name)).toEqual({ message: `${i}` }),
    );
  },
);
