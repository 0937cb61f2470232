import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { DatabaseBuildStore } from './DatabaseBuildStore';

jest.setTimeout(60_000);

const plan: ToolkitPlan = {
  type: 'toolkit',
  source: 'centos-stream-9',
  kernel: '5.14.0-391.el9',
  architecture: 'x86_64',
  repository: 'lab',
  tag: '5.14.0-391.el9',
  imageReference: 'localhost:5000/dtk:5.14.0-391.el9',
  baseImage: 'quay.io/centos/centos:stream9',
  unameReleases: ['5.14.0-391.el9.x86_64'],
};
const otherPlan: ToolkitPlan = {
  ...plan,
  kernel: '5.14.0-404.el9',
  tag: '5.14.0-404.el9',
  imageReference: 'localhost:5000/dtk:5.14.0-404.el9',
};
const LEASE_MS = 30_000;
/** All timers except the time itself. */
const REAL_TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
const claim = () => ({
  builder: 'local',
  architectures: ['x86_64'],
  leaseMs: LEASE_MS,
});

describe.each(databases.eachSupportedId())('DatabaseBuildStore, %s', id => {
  let knex: Knex;
  let store: DatabaseBuildStore;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    store = new DatabaseBuildStore(knex);
  });

  it('returns the unfinished build of a target instead of adding another', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => store.create(plan, 'user:default/a')),
    );

    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(answers.map(({ build }) => build.id)).size).toBe(1);
  });

  it('adds a build of a target whose last one has finished', async () => {
    const first = await store.create(plan, 'user:default/a');
    await store.requestCancel(first.build.id);

    const second = await store.create(plan, 'user:default/a');

    expect(second.created).toBe(true);
    expect(second.build.id).not.toBe(first.build.id);
  });

  it('gives a build to the only builder that can run it', async () => {
    const bound = await store.create(
      { ...plan, builder: 'other' },
      'user:default/a',
    );
    const free = await store.create(otherPlan, 'user:default/a');

    expect(await store.countQueued(claim())).toBe(1);
    expect(await store.countQueued({ ...claim(), builder: 'other' })).toBe(2);
    expect((await store.claim(claim()))?.build.id).toBe(free.build.id);
    expect(await store.claim(claim())).toBeUndefined();
    expect(
      (await store.claim({ ...claim(), builder: 'other' }))?.build.id,
    ).toBe(bound.build.id);
  });

  it('gives each build to one worker, oldest first', async () => {
    const first = await store.create(plan, 'user:default/a');
    const second = await store.create(otherPlan, 'user:default/a');

    const claimed = [
      await store.claim(claim()),
      await store.claim(claim()),
      await store.claim(claim()),
    ];

    expect(claimed.map(stored => stored?.build.id)).toEqual([
      first.build.id,
      second.build.id,
      undefined,
    ]);
    expect(claimed[0]).toMatchObject({
      plan,
      build: { state: 'running', builder: 'local' },
    });
  });

  it('leaves builds of other architectures in the queue', async () => {
    await store.create({ ...plan, architecture: 'aarch64' }, 'user:default/a');

    expect(await store.claim(claim())).toBeUndefined();
    expect(await store.countQueued(claim())).toBe(0);
    expect(
      await store.countQueued({ builder: 'arm', architectures: ['aarch64'] }),
    ).toBe(1);
  });

  it("builds a tag's architectures concurrently, and pushes one at a time", async () => {
    const arm = { ...plan, architecture: 'aarch64' };
    const builds: { id: string; lease: string }[] = [];
    for (const each of [plan, arm, { ...otherPlan, architecture: 'aarch64' }]) {
      const { build, created } = await store.create(each, 'user:default/a');
      const claimed = await store.claim({
        ...claim(),
        architectures: [each.architecture],
      });
      expect([created, claimed?.build.id]).toEqual([true, build.id]);
      builds.push({ id: build.id, lease: claimed!.lease });
    }
    const push = (build: (typeof builds)[number]) =>
      store.advance(build.id, build.lease, ['running'], 'pushing');
    const [first, second, elsewhere] = builds;

    expect(await push(first)).toBe(true);
    await expect(push(second)).rejects.toThrow(ConflictError);
    expect(await push(elsewhere)).toBe(true);
    await store.advance(first.id, first.lease, ['pushing'], 'succeeded');
    expect(await push(second)).toBe(true);
  });

  it('lets only the owner of a build advance it', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    const advance = (by: string, to: 'verifying' | 'succeeded') =>
      store.advance(build.id, by, ['running'], to);

    expect(await advance('another lease', 'verifying')).toBe(false);
    expect(await advance(lease, 'verifying')).toBe(true);
    expect(await advance(lease, 'succeeded')).toBe(false);
  });

  it('cancels a queued build at once', async () => {
    const { build } = await store.create(plan, 'user:default/a');

    await store.requestCancel(build.id);

    expect((await store.get(build.id))?.build).toMatchObject({
      state: 'cancelled',
      cancelRequested: true,
      finishedAt: expect.any(String),
    });
  });

  it('asks the worker of a running build through its heartbeat', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    await store.requestCancel(build.id);

    expect(await store.renewLease(build.id, lease, LEASE_MS)).toEqual({
      cancelRequested: true,
    });
    expect((await store.get(build.id))?.build.state).toBe('running');
  });

  it('refuses to cancel a succeeded or unknown build', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    await store.advance(build.id, lease, ['running'], 'succeeded');

    await expect(store.requestCancel(build.id)).rejects.toThrow(
      new ConflictError(
        'The build has already succeeded, so it cannot be cancelled.',
      ),
    );
    await expect(store.requestCancel('nothing')).rejects.toThrow(NotFoundError);
  });

  it('requeues a build whose worker died once, then fails it', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    expect(await store.interruptExpired()).toEqual([]);

    await store.renewLease(build.id, lease, -1);
    expect(await store.interruptExpired()).toEqual([build.id]);
    expect((await store.get(build.id))?.build).toMatchObject({
      state: 'queued',
      builder: undefined,
      startedAt: undefined,
    });
    expect(await store.renewLease(build.id, lease, LEASE_MS)).toBeUndefined();

    await store.claim({ ...claim(), leaseMs: -1 });
    await store.interruptExpired();
    expect((await store.get(build.id))?.build).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringContaining('stopped twice'),
        transient: true,
      },
    });
  });

  it('leaves a build to a worker that is known to live', async () => {
    await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim({ ...claim(), leaseMs: -1 }))!;

    expect(await store.interruptExpired([lease])).toEqual([]);
    expect(await store.interruptExpired(['of another'])).toHaveLength(1);
  });

  it('takes a dead worker’s build once, even with several callers', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    await store.claim({ ...claim(), leaseMs: -1 });

    const taken = await Promise.all(
      Array.from({ length: 8 }, () => store.interruptExpired()),
    );

    expect(taken.flat()).toEqual([build.id]);
    expect((await store.get(build.id))?.interruptions).toBe(1);
  });

  it.each([
    ['keeps a lease that has time left', 1, LEASE_MS],
    ['ends one that is over', -1, -1],
  ])(
    "%s by the database's clock, independent of this machine's clock",
    async (_, days, leaseMs) => {
      const { build } = await store.create(plan, 'user:default/a');
      await store.claim({ ...claim(), leaseMs });
      jest.useFakeTimers({
        now: Date.now() + days * 86_400_000,
        doNotFake: [...REAL_TIMERS],
      });
      try {
        expect(await store.interruptExpired()).toEqual(
          leaseMs < 0 ? [build.id] : [],
        );
      } finally {
        jest.useRealTimers();
      }
    },
  );

  it('cancels a build with a pending cancellation when it goes back to the queue', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    await store.requestCancel(build.id);

    await store.advance(build.id, lease, ['running'], 'queued');

    expect((await store.get(build.id))?.build.state).toBe('cancelled');
  });

  it('pages builds newest first and by entity', async () => {
    for (const wanted of [plan, otherPlan]) {
      for (let i = 0; i < 3; i++) {
        const { build } = await store.create(wanted, 'user:default/a');
        await store.requestCancel(build.id);
      }
    }
    const entityRef = 'resource:default/lab-5.14.0-404.el9';

    const first = await store.list({ entityRef, limit: 2 });
    const second = await store.list({
      entityRef,
      limit: 2,
      cursor: first.nextCursor,
    });

    expect([first.items.length, second.items.length]).toEqual([2, 1]);
    expect(first.totalItems).toBe(3);
    expect(second.nextCursor).toBeUndefined();
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(build => build.id)).size).toBe(3);
    expect(all.every(build => build.kernel === otherPlan.kernel)).toBe(true);
    expect((await store.list({})).totalItems).toBe(6);
  });

  it('bounds a build’s error, and lists only its beginning', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    const long = 'x'.repeat(100_000);
    await store.advance(build.id, lease, ['running'], 'failed', {
      error: {
        message: long,
        step: long,
        lines: [...Array(100).fill(long), 'the last'],
      },
    });

    const stored = await knex('builds').where({ id: build.id }).first('error');
    expect(stored.error.length).toBeLessThan(50_000);
    const { error } = (await store.get(build.id))!.build;
    expect(error?.message).toBe(`${'x'.repeat(3999)}…`);
    expect(error?.step).toBe(`${'x'.repeat(1999)}…`);
    expect(error?.lines).toHaveLength(20);
    expect(error?.lines?.[18]).toBe(`${'x'.repeat(1999)}…`);
    expect(error?.lines?.[19]).toBe('the last');
    const listed = { message: `${'x'.repeat(499)}…` };
    expect((await store.list({})).items[0].error).toEqual(listed);
    const latest = await store.latestToolkitBuilds([plan]);
    expect([...latest.values()][0].error).toEqual(listed);
  });

  it('keeps a short error unchanged', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    const error = {
      message: 'x'.repeat(4000),
      step: 'y'.repeat(2000),
      lines: Array(20).fill('z'.repeat(2000)),
    };
    await store.advance(build.id, lease, ['running'], 'failed', { error });

    expect((await store.get(build.id))?.build.error).toEqual(error);
  });

  it('lists all fields of a build except its full error', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    const { lease } = (await store.claim(claim()))!;
    await store.advance(build.id, lease, ['running'], 'failed', {
      digest: 'sha256:0',
      error: { message: 'why' },
    });

    const single = (await store.get(build.id))?.build;
    expect(single).toMatchObject({ digest: 'sha256:0', builder: 'local' });
    expect((await store.list({})).items).toEqual([single]);
  });

  it('lists builds whose error an older backend has stored without a bound', async () => {
    const { build } = await store.create(plan, 'user:default/a');
    await knex('builds')
      .where({ id: build.id })
      .update({ error: JSON.stringify({ message: 'x'.repeat(1024 ** 2) }) });

    expect((await store.list({})).items[0].error).toEqual({
      message: "The reason is too long for a list; see the build's page.",
    });
    expect((await store.get(build.id))?.build.error?.message).toHaveLength(
      4000,
    );
  });

  it('removes builds that finished before a time, except the latest of each target', async () => {
    const older = await store.create(plan, 'user:default/a');
    await store.requestCancel(older.build.id);
    const latest = await store.create(plan, 'user:default/a');
    await store.requestCancel(latest.build.id);
    const queued = await store.create(otherPlan, 'user:default/a');

    expect(await store.removeFinishedBefore(new Date(0))).toBe(0);
    const tomorrow = new Date(Date.now() + 86_400_000);
    expect(await store.removeFinishedBefore(tomorrow)).toBe(1);
    expect((await store.list({})).items.map(build => build.id)).toEqual([
      queued.build.id,
      latest.build.id,
    ]);
  });

  it('finds the latest toolkit build of each kernel', async () => {
    const first = await store.create(plan, 'user:default/a');
    await store.requestCancel(first.build.id);
    const second = await store.create(plan, 'user:default/a');
    // A refused build changes nothing.
    await store.create(plan, 'user:default/b');

    const latest = await store.latestToolkitBuilds([plan, otherPlan]);

    expect([...latest.keys()]).toEqual(['centos-stream-9/5.14.0-391.el9']);
    expect(latest.get('centos-stream-9/5.14.0-391.el9')?.id).toBe(
      second.build.id,
    );
  });
});
