import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { DatabaseBuildLogStore } from '../database/logs/BuildLogStore';
import type { ToolkitPlan } from '../plans/BuildPlan';
import { BuildLogWriter } from './BuildLogWriter';
import { BuildNotices } from './BuildNotices';

jest.setTimeout(60_000);

const plan: ToolkitPlan = {
  type: 'toolkit',
  source: 'stream',
  kernel: '1-1',
  architecture: 'x86_64',
  repository: 'registry',
  tag: '1-1',
  imageReference: 'registry.example.com/dtk:1-1',
  baseImage: 'base',
  unameReleases: [],
};

/** SQLite's own limit gives the same error as a full disk. */
describe('build log on a database whose disk is full', () => {
  let knex: Knex;
  let buildId: string;
  let refusals: Error[];
  let log: BuildLogWriter;
  let logs: DatabaseBuildLogStore;

  beforeEach(async () => {
    knex = await createTestDatabase('SQLITE_3');
    const { build } = await new DatabaseBuildStore(knex).create(plan, 'user:a');
    buildId = build.id;
    refusals = [];
    logs = new DatabaseBuildLogStore(knex);
    const append = logs.append.bind(logs);
    logs.append = (...offer) =>
      append(...offer).catch(error => {
        refusals.push(error);
        throw error;
      });
    log = await BuildLogWriter.open({
      buildId,
      store: logs,
      notices: new BuildNotices(),
      maxBytes: 50 * 1024 * 1024,
    });
  });

  afterEach(() => log.discard());

  async function stored(): Promise<string[]> {
    const lines: string[] = [];
    for (let after = 0; ; after = lines.length) {
      const some = await logs.read(buildId, after);
      if (some.length === 0) {
        return lines;
      }
      lines.push(...some.map(({ line }) => line));
    }
  }

  it('is stored whole once there is room again', async () => {
    const lines = Array.from(
      { length: 2_000 },
      (_, i) => `${i} ${randomBytes(500).toString('hex')}`,
    );
    const [{ page_count }] = await knex.raw('pragma page_count');
    await knex.raw(`pragma max_page_count = ${page_count + 4}`);

    lines.forEach(line => log.add(line));
    while (refusals.length === 0) {
      await delay(20);
    }
    await expect(
      knex('build_log').insert({
        build_id: buildId,
        seq: 1_000_000,
        lines: randomBytes(100_000),
        bytes: 0,
      }),
    ).rejects.toThrow('database or disk is full');
    log.add('and on');

    await knex.raw('pragma max_page_count = 1000000');
    await log.close();
    expect(await stored()).toEqual([...lines, 'and on']);
  });
});
