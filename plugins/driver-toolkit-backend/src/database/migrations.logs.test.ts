import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { directory, MIGRATIONS } from './__testUtils__/migrations';
import { DatabaseBuildLogStore } from './logs/BuildLogStore';
import { encodeLines } from './logs/logChunk';

jest.setTimeout(60_000);

it.each(databases.eachSupportedId())(
  'keeps logs when lines become compressed chunks and back, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: MIGRATIONS.compressedLogs });
    await knex.migrate.down({ directory, name: MIGRATIONS.logChunks });
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

    await knex.migrate.up({ directory, name: MIGRATIONS.logChunks });
    await knex.migrate.up({ directory, name: MIGRATIONS.compressedLogs });
    const logs = new DatabaseBuildLogStore(knex);
    expect(await logs.read('a', 0)).toEqual(
      lines.slice(0, 4).map(({ build_id: _, ...line }) => line),
    );
    expect(await logs.read('b', 1400)).toHaveLength(100);
    expect(await logs.extents('a')).toEqual([
      { last: 3, bytes: 4 + 6 + 1 },
      { last: 7, bytes: 6 },
    ]);

    await knex.migrate.down({ directory, name: MIGRATIONS.compressedLogs });
    await knex.migrate.down({ directory, name: MIGRATIONS.logChunks });
    expect(
      await knex('build_log').select().orderBy(['build_id', 'seq']),
    ).toEqual(lines);
  },
);

it.each(databases.eachSupportedId())(
  'cuts lines of logs that are too long, and no others, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    await knex.migrate.down({ directory, name: MIGRATIONS.boundedErrors });
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

    await knex.migrate.up({ directory, name: MIGRATIONS.boundedErrors });

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
