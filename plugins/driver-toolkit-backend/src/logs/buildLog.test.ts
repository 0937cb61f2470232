import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { CUT_NOTE, MAX_LINE_LENGTH } from '../builders/cutLine';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { DatabaseBuildLogStore } from '../database/logs/BuildLogStore';
import type { ToolkitPlan } from '../plans/BuildPlan';
import type { FeedEvent } from './BuildFeed';
import { BuildFeeds } from './BuildFeeds';
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

describe.each(databases.eachSupportedId())('build log, %s', id => {
  let builds: DatabaseBuildStore;
  let logs: DatabaseBuildLogStore;
  let notices: BuildNotices;
  let feeds: BuildFeeds;
  let buildId: string;
  let lease: string;

  beforeEach(async () => {
    const knex = await createTestDatabase(id);
    builds = new DatabaseBuildStore(knex);
    logs = new DatabaseBuildLogStore(knex);
    notices = new BuildNotices();
    feeds = new BuildFeeds({ builds, logs, notices });
    const { build } = await builds.create(plan, 'user:default/a');
    buildId = build.id;
    const claimed = await builds.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: 60_000,
    });
    lease = claimed!.lease;
  });

  const openLog = (maxBytes = 1_000_000) =>
    BuildLogWriter.open({ buildId, store: logs, notices, maxBytes });
  const follow = (after = 0, signal = new AbortController().signal) =>
    feeds.follow({ buildId, after, signal });
  const stored = async () => {
    const lines = [];
    for (let after = 0; ; after = lines[lines.length - 1].seq) {
      const some = await logs.read(buildId, after);
      if (some.length === 0) {
        return lines;
      }
      lines.push(...some);
    }
  };
  const finish = async () => {
    await builds.advance(buildId, lease, ['running'], 'succeeded');
    notices.notify(buildId);
  };
  async function collect(events: AsyncIterable<FeedEvent>) {
    const told: string[] = [];
    for await (const event of events) {
      told.push(
        ...(event.type === 'lines'
          ? event.batch.lines.map(({ line }) => line)
          : [event.build.state]),
      );
    }
    return told;
  }

  it('sends lines as they come and the last state after the last line', async () => {
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

    expect((await stored()).map(l => [l.seq, l.line])).toEqual([
      [1, 'first life'],
      [2, 'second life'],
    ]);
  });

  it('keeps beginning and end of a log that outgrows its limit, and says so', async () => {
    const log = await openLog(1280);
    for (let i = 1; i <= 500; i++) {
      log.add(`line ${String(i).padStart(4, '0')}`);
    }
    await log.close();

    const lines = await stored();
    expect(lines.slice(0, 64).map(l => l.line)).toContain('line 0064');
    expect(lines[64]).toMatchObject({
      seq: 436,
      line: '… lines 65 to 436 were dropped: the log exceeded its limit of 1280 bytes …',
    });
    expect(lines.slice(65).map(l => [l.seq, l.line])).toEqual(
      Array.from({ length: 64 }, (_, i) => [
        437 + i,
        `line ${String(437 + i).padStart(4, '0')}`,
      ]),
    );
  });

  it('keeps the limit over the restarts of a build, and sends each line when it comes', async () => {
    const told = collect(follow());
    const expected: string[] = [];
    for (let life = 1; life <= 3; life++) {
      const log = await openLog(1280);
      for (let i = 1; i <= 100; i++) {
        expected.push(`line ${life} ${String(i).padStart(3, '0')}`);
        log.add(expected[expected.length - 1]);
        await log.close();
      }
    }
    await finish();

    expect((await told).filter(line => line.startsWith('line'))).toEqual(
      expected,
    );
    const lines = (await stored()).map(({ line }) => line);
    expect(lines[0]).toBe('line 1 001');
    expect(lines.filter(line => line.startsWith('…'))).toEqual([
      expect.stringMatching(
        /^… lines 59 to 2[34]\d were dropped: the log exceeded its limit/,
      ),
    ]);
    expect(lines[lines.length - 1]).toBe('line 3 100');
    expect(lines.join('\n').length).toBeLessThan(1280 + 100);
  });

  it('informs a viewer about a gap that reached its position', async () => {
    const log = await openLog(1280);
    for (let i = 1; i <= 500; i++) {
      log.add(`line ${String(i).padStart(4, '0')}`);
    }
    await log.close();
    await finish();

    const [first, second] = await collect(follow(200));
    expect(first).toMatch(/^… lines 65 to 436 were dropped/);
    expect(second).toBe('line 0437');
  });

  it('reads a long log in parts of bounded size', async () => {
    const log = await openLog(100_000_000);
    for (let i = 0; i < 20_000; i++) {
      log.add(`line ${i} ${'x'.repeat(100)}`);
    }
    await log.close();

    const first = await logs.read(buildId, 0);
    expect(first.length).toBeGreaterThan(1000);
    expect(first.length).toBeLessThan(4000);
    expect((await stored()).map(l => l.seq)).toEqual(
      Array.from({ length: 20_000 }, (_, i) => i + 1),
    );
  });

  it('stores refused lines again, in order and once', async () => {
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

    expect((await stored()).map(l => l.line)).toEqual(['one', 'two']);
  });

  it('stores lines once if the confirmation was lost', async () => {
    const append = logs.append.bind(logs);
    let unconfirmed = 2;
    logs.append = async (...args) => {
      await append(...args);
      if (unconfirmed-- > 0) {
        throw new Error('connection reset');
      }
    };
    const log = await openLog();
    log.add('one');
    await new Promise(resolve => setTimeout(resolve, 100));
    log.add('two');
    await log.close();

    expect((await stored()).map(l => [l.seq, l.line])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  it('keeps the order of lines and their sent times when the clock jumps', async () => {
    const log = await openLog();
    const start = Date.now();
    const now = jest.spyOn(Date, 'now');
    const told = [0, 1, -1].map(days => {
      const time = start + days * 86_400_000;
      now.mockReturnValue(time);
      log.add(`day ${days}`);
      return { line: `day ${days}`, time: new Date(time).toISOString() };
    });
    now.mockRestore();
    await log.close();
    await finish();

    expect(await stored()).toEqual(
      told.map((line, i) => ({ ...line, seq: i + 1 })),
    );
    expect(await collect(follow(1))).toEqual(['day 1', 'day -1', 'succeeded']);
  });

  it('writes nothing more after it was discarded', async () => {
    const log = await openLog();
    log.add('lost');
    log.discard();
    await log.close();

    expect(await stored()).toEqual([]);
  });

  it('keeps ANSI sequences, and gives each line of a text a number', async () => {
    const log = await openLog();
    log.add('\u001b[31mred\u001b[0m\nplain');
    await log.close();

    expect((await stored()).map(l => [l.seq, l.line])).toEqual([
      [1, '\u001b[31mred\u001b[0m'],
      [2, 'plain'],
    ]);
  });

  it('keeps the beginning of a line that is too long', async () => {
    const log = await openLog();
    log.add(`short\n${'x'.repeat(1024 * 1024)}`);
    await log.close();

    const [short, cut] = await stored();
    expect(short.line).toBe('short');
    expect(cut.line).toBe(`${'x'.repeat(MAX_LINE_LENGTH)}${CUT_NOTE}`);
  });

  it('stops when the reader leaves', async () => {
    const reader = new AbortController();
    const events = follow(0, reader.signal);
    expect((await events.next()).value).toMatchObject({ type: 'state' });

    const next = events.next();
    reader.abort();

    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('costs the database the same for 200 viewers as for one', async () => {
    const log = await openLog(10_000_000);
    for (let i = 0; i < 20_000; i++) {
      log.add(`history ${i} ${'x'.repeat(80)}`);
    }
    await log.close();
    const read = jest.spyOn(logs, 'read');
    const get = jest.spyOn(builds, 'get');

    const viewers = Array.from({ length: 200 }, () => collect(follow()));
    for (let i = 0; i < 10; i++) {
      log.add(`line ${i}`);
      await log.close();
      await new Promise(resolve => setTimeout(resolve, 30));
    }
    await finish();
    const told = await Promise.all(viewers);

    const lines = told.map(all => all.filter(line => line !== 'running'));
    expect(lines[0]).toHaveLength(20_011);
    expect(lines[0][20_010]).toBe('succeeded');
    lines.forEach(all => expect(all).toEqual(lines[0]));
    expect(read.mock.calls.length).toBeLessThan(30);
    expect(get.mock.calls.length).toBeLessThan(40);
  });

  it('sends what another replica writes', async () => {
    const elsewhere = new BuildFeeds({
      builds,
      logs,
      notices: new BuildNotices(),
    });
    const told = collect(
      elsewhere.follow({
        buildId,
        after: 0,
        signal: new AbortController().signal,
      }),
    );
    const log = await openLog();
    log.add('far');
    await log.close();
    await new Promise(resolve => setTimeout(resolve, 300));
    log.add('away');
    await log.close();
    await finish();

    expect((await told).filter(line => line !== 'running')).toEqual([
      'far',
      'away',
      'succeeded',
    ]);
  });

  it('stops polling the database when the last viewer has left', async () => {
    const reader = new AbortController();
    const told = collect(follow(0, reader.signal));
    await new Promise(resolve => setTimeout(resolve, 100));
    reader.abort();
    await told;
    await new Promise(resolve => setTimeout(resolve, 50));

    const get = jest.spyOn(builds, 'get');
    notices.notify(buildId);
    await new Promise(resolve => setTimeout(resolve, 1200));
    expect(get).not.toHaveBeenCalled();
  });

  it('fails viewers when the database fails, and serves those who return', async () => {
    const get = jest
      .spyOn(builds, 'get')
      .mockRejectedValueOnce(new Error('connection reset'));
    await expect(collect(follow())).rejects.toThrow('connection reset');
    get.mockRestore();
    await finish();

    expect(await collect(follow())).toEqual(['succeeded']);
  });
});
