import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { DatabaseBuildStore } from './builds/DatabaseBuildStore';
import { DatabaseImageClaimStore } from './claims/DatabaseImageClaimStore';
import { DatabaseBuildLogStore } from './logs/BuildLogStore';
import { encodeLines } from './logs/logChunk';

jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@driver-toolkit/backstage-plugin-driver-toolkit-backend',
  'migrations',
);

const LATEST_BUILDS = '20261123100000_latest_builds.js';
const QUEUE = '20261126000000_queue.js';
const ARCHITECTURES = '20261127000000_architectures.js';
const COMPRESSED_LOGS = '20261128000000_compressed_logs.js';
const CLAIMS = '20261130100000_claims.js';
const BOUNDED_ERRORS = '20261130200000_bounded_errors.js';
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
  'marks the latest of existing builds on %s',
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
  'prefers waiting people, and hands on builds between workers, on %s',
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
  'allows concurrent builds of a tag’s architectures, and migrates back, on %s',
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
  'keeps logs when lines become compressed chunks and back, on %s',
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

describe.each(databases.eachSupportedId())(
  'claims that past builds seed, on %s',
  id => {
    it('gives each image to its only builder, and disputed images to nobody', async () => {
      const knex = await createTestDatabase(id);
      await knex.migrate.down({ directory, name: CLAIMS });
      let count = 0;
      const build = (
        image: string,
        entity: string,
        more: {
          state?: string;
          location?: string;
          host?: string;
          type?: string;
        } = {},
      ) => {
        const state = more.state ?? 'succeeded';
        const name = `build-${String(count++).padStart(5, '0')}`;
        const reference = `${
          more.host ?? 'registry.example.com:5000'
        }/${image}:6.12.0-${count}.x86_64`;
        return {
          id: name,
          type: more.type ?? 'driver',
          target: `driver:${reference}`,
          unfinished_target: state === 'queued' ? reference : null,
          state,
          source_id: 'stream',
          kernel: '6.12.0-1',
          architecture: 'x86_64',
          variant: 'default',
          entity_ref: `component:default/${entity}`,
          image_reference: reference,
          plan: JSON.stringify({
            location:
              more.location ??
              `https://forge.example.com/acme/${entity}/src/branch/main/`,
          }),
          requested_by: 'user:default/ada',
          created_at: new Date(0).toISOString(),
        };
      };
      await knex.batchInsert(
        'builds',
        [
          // More than one batch.
          ...Array.from({ length: 600 }, (_, i) =>
            build('one', 'one', {
              location: `https://forge.example.com/acme/one/src/branch/b${i}/`,
            }),
          ),
          build('two', 'a'),
          build('two', 'b'),
          build('failed-besides', 'a'),
          build('failed-besides', 'b', { state: 'failed' }),
          build('failed', 'a', { state: 'failed' }),
          build('queued', 'a', { state: 'queued' }),
          build('queued-besides', 'a'),
          build('queued-besides', 'b', { state: 'queued' }),
          build('moved', 'a'),
          build('moved', 'a', { location: 'https://forge.example.com/b/a' }),
          build('nested/name', 'a', {
            location: 'https://gitlab.com/acme/linux/a/-/tree/main',
          }),
          build('azure', 'a', {
            location: 'https://dev.azure.com/acme/l%20x/_git/a?path=/x',
          }),
          build('bitbucket', 'a', {
            location: 'https://b.example.com/projects/A/repos/a/browse/x',
          }),
          build('git', 'a', { location: 'https://github.com/acme/a.git' }),
          build('odd', 'a', { location: 'nothing' }),
          build('port', 'a', { host: 'Registry.example.com:443' }),
          build('toolkit', 'a', { type: 'toolkit' }),
        ],
        50,
      );

      await knex.migrate.latest({ directory });

      const store = new DatabaseImageClaimStore(knex);
      const { items } = await store.list({ limit: 100 });
      const claims = Object.fromEntries(
        items.map(({ image, state, owner }) => [
          image.replace('registry.example.com:5000/', ''),
          owner ? `${owner.entityRef} ${owner.sourceRepository}` : state,
        ]),
      );
      const a = 'component:default/a';
      expect(claims).toEqual({
        one: 'component:default/one forge.example.com/acme/one',
        two: 'disputed',
        'failed-besides': `${a} forge.example.com/acme/a`,
        queued: `${a} forge.example.com/acme/a`,
        'queued-besides': `${a} forge.example.com/acme/a`,
        moved: 'disputed',
        'nested/name': `${a} gitlab.com/acme/linux/a`,
        azure: `${a} dev.azure.com/acme/l x/_git/a`,
        bitbucket: `${a} b.example.com/projects/A/repos/a`,
        git: `${a} github.com/acme/a`,
        odd: `${a} nothing`,
        'registry.example.com/port': `${a} forge.example.com/acme/a`,
      });
      expect(
        items.find(({ image }) => image.endsWith('/two'))?.claimants,
      ).toEqual([
        {
          entityRef: 'component:default/a',
          sourceRepository: 'forge.example.com/acme/a',
        },
        {
          entityRef: 'component:default/b',
          sourceRepository: 'forge.example.com/acme/b',
        },
      ]);
      for (const claim of items) {
        expect(await store.get(claim.id)).toEqual(claim);
      }
    });

    it('leaves builds that a backend of the previous version runs', async () => {
      const knex = await createTestDatabase(id);
      await knex.migrate.down({ directory, name: CLAIMS });
      const before = await knex('builds').columnInfo();
      await knex.migrate.latest({ directory });
      expect(await knex('builds').columnInfo()).toEqual(before);
    });
  },
);

it.each(databases.eachSupportedId())(
  'cuts errors of builds that are too long, and no others, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: BOUNDED_ERRORS });
    const build = (name: string, error: object | null) => ({
      id: name,
      target: name,
      type: 'driver',
      state: 'failed',
      source_id: 'stream',
      kernel: '5.14.0-391.el9',
      architecture: 'x86_64',
      variant: 'default',
      image_reference: name,
      plan: '{}',
      requested_by: 'user:default/ada',
      created_at: new Date(0).toISOString(),
      error: error && JSON.stringify(error),
    });
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

    await knex.migrate.up({ directory, name: BOUNDED_ERRORS });

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

it.each(databases.eachSupportedId())(
  'cuts lines of logs that are too long, and no others, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: BOUNDED_ERRORS });
    const logs = new DatabaseBuildLogStore(knex);
    const time = '2026-11-24T10:00:00.000Z';
    const store = (build: string, seq: number, lines: string[]) => {
      const text = lines.join('\n');
      return logs.append(build, [
        {
          last: seq,
          bytes: Buffer.byteLength(text) + 1,
          encoded: encodeLines([[time, lines.length]], text),
        },
      ]);
    };
    const long = '\u{1f6ab}'.repeat(500_000);
    await store('a', 2, ['one', 'two']);
    await store('a', 6, ['', `a${long}`, long, 'last']);
    await store('b', 1, ['\u{1f6ab}'.repeat(64 * 1024)]);

    await knex.migrate.up({ directory, name: BOUNDED_ERRORS });

    const [one, two, empty, cut, alike, last] = await logs.read('a', 0);
    expect([one.line, two.line, empty.line, last.line]).toEqual([
      'one',
      'two',
      '',
      'last',
    ]);
    expect(last).toEqual({ seq: 6, time, line: 'last' });
    expect(cut.line).toMatch(
      /^a\u{1f6ab}{16383}\ufffd+ … the rest of this line/u,
    );
    expect(alike.line).toMatch(/^\u{1f6ab}{16384} … the rest of this line/u);
    const [, extent] = await logs.extents('a');
    const text = [empty, cut, alike, last].map(({ line }) => `${line}\n`);
    expect(extent).toEqual({
      last: 6,
      bytes: Buffer.byteLength(text.join('')),
    });
    expect((await logs.read('b', 0))[0].line).toHaveLength(2 * 64 * 1024);
  },
);
