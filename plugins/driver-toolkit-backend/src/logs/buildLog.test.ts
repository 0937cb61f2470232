import type { BuildEvent } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ToolkitPlan } from '../builds/BuildPlan';
import { DatabaseBuildLogStore } from '../database/BuildLogStore';
import { DatabaseBuildStore } from '../database/DatabaseBuildStore';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { BuildLogWriter } from './BuildLogWriter';
import { BuildNotices } from './BuildNotices';
import { followBuild } from './followBuild';

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

describe.each(databases.eachSupportedId())('build log, %s', id => {
  let builds: DatabaseBuildStore;
  let logs: DatabaseBuildLogStore;
  let notices: BuildNotices;
  let buildId: string;
  let lease: string;

  beforeEach(async () => {
    const knex = await createTestDatabase(id);
    builds = new DatabaseBuildStore(knex);
    logs = new DatabaseBuildLogStore(knex);
    notices = new BuildNotices();
    const { build } = await builds.create(plan, 'user:default/a');
    buildId = build.id;
    const claimed = await builds.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseUntil: new Date(Date.now() + 60_000),
    });
    lease = claimed!.lease;
  });

  const openLog = (maxBytes = 1_000_000) =>
    BuildLogWriter.open({ buildId, store: logs, notices, maxBytes });
  const follow = (after = 0, signal = new AbortController().signal) =>
    followBuild({ buildId, after, builds, logs, notices, signal });
  const finish = async () => {
    await builds.advance(buildId, lease, ['running'], 'succeeded');
    notices.notify(buildId);
  };
  async function collect(events: AsyncIterable<BuildEvent>) {
    const told: string[] = [];
    for await (const event of events) {
      told.push(event.type === 'log' ? event.line.line : event.build.state);
    }
    return told;
  }

  it('tells lines as they come and the last state after the last line', async () => {
    const log = await openLog();
    log.add('before');
    await log.close();
    const told = collect(follow());
    log.add('while');
    await log.close();
    await finish();

    const events = await told;
    expect(events.filter(event => event !== 'running')).toEqual([
      'before',
      'while',
      'succeeded',
    ]);
  });

  it('resumes after a line without repeating or losing one', async () => {
    const log = await openLog();
    ['one', 'two', 'three'].forEach(line => log.add(line));
    await log.close();
    await finish();

    expect(await collect(follow(2))).toEqual(['three', 'succeeded']);
  });

  it('continues the numbering of a build that was requeued', async () => {
    const first = await openLog();
    first.add('first life');
    await first.close();
    const second = await openLog();
    second.add('second life');
    await second.close();

    expect((await logs.read(buildId, 0, 10)).map(l => [l.seq, l.line])).toEqual(
      [
        [1, 'first life'],
        [2, 'second life'],
      ],
    );
  });

  it('keeps beginning and end of a log that outgrows its limit, and says so', async () => {
    const log = await openLog(100);
    for (let i = 0; i < 5000; i++) {
      log.add(`line ${String(i).padStart(4, '0')}`);
    }
    await log.close();

    const lines = (await logs.read(buildId, 0, 10_000)).map(l => l.line);
    expect(lines[0]).toBe('line 0000');
    expect(lines[lines.length - 1]).toBe('line 4999');
    expect(lines).toContainEqual(
      '… 3990 lines were dropped here: the log outgrew its limit of 100 bytes …',
    );
    expect(lines).toHaveLength(10 + 1 + 1000);
  });

  it('offers lines again that the store refused, in order and once', async () => {
    const append = logs.append.bind(logs);
    let refusals = 2;
    logs.append = async (...args) => {
      if (refusals-- > 0) {
        throw new Error('connection reset');
      }
      return append(...args);
    };
    const log = await openLog();
    log.add('one');
    await new Promise(resolve => setTimeout(resolve, 100));
    log.add('two');
    await log.close();

    expect((await logs.read(buildId, 0, 10)).map(l => l.line)).toEqual([
      'one',
      'two',
    ]);
  });

  it('writes nothing more once it was discarded', async () => {
    const log = await openLog();
    log.add('lost');
    log.discard();
    await log.close();

    expect(await logs.read(buildId, 0, 10)).toEqual([]);
  });

  it('stores a line with a NUL', async () => {
    const log = await openLog();
    log.add('a\0b');
    await log.close();

    expect((await logs.read(buildId, 0, 1))[0].line).toBe('a\uFFFDb');
  });

  it('ends when the reader goes away', async () => {
    const reader = new AbortController();
    const events = follow(0, reader.signal);
    expect((await events.next()).value).toMatchObject({ type: 'state' });

    const next = events.next();
    reader.abort();

    expect(await next).toEqual({ done: true, value: undefined });
  });
});
