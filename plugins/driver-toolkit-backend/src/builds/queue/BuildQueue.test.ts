import { setTimeout as delay } from 'node:timers/promises';
import { databases } from '../../__testUtils__/testDatabases';
import {
  idleBuilder,
  QueueOnDatabase,
  silentBuilder,
  untilStopped,
} from '../__testUtils__/QueueOnDatabase';
import { DEFAULT_QUEUE_TIMING } from '../worker/QueueTiming';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('BuildQueue, %s', id => {
  let world: QueueOnDatabase;

  beforeEach(async () => {
    world = await QueueOnDatabase.create(id);
  });

  afterEach(() => world.stop());

  it('goes back to the queue at a shutdown and runs again on another backend', async () => {
    const buildId = await world.add();
    const first = world.start(untilStopped);
    await world.started(buildId);
    await first.stop();
    expect((await world.builds.get(buildId))?.build).toMatchObject({
      state: 'queued',
      builder: undefined,
    });

    world.start(async () => 'sha256:abc');

    expect((await world.finished(buildId)).state).toBe('succeeded');
  });

  it('fails a build whose log cannot be opened, and keeps its builder working', async () => {
    const [broken, next] = [await world.add('1-1'), await world.add('1-2')];
    const extents = world.logs.extents.bind(world.logs);
    world.logs.extents = async buildId => {
      if (buildId === broken) {
        throw new Error('connection reset');
      }
      return extents(buildId);
    };
    world.start(async () => 'sha256:abc', {
      timing: { ...DEFAULT_QUEUE_TIMING, storeAgain: 1 },
    });

    expect((await world.finished(next)).state).toBe('succeeded');
    expect(await world.finished(broken)).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^Nothing was built: the log of this build could not be opened/,
        ),
      },
    });
  });

  it('runs as many builds at a time as its builder’s limit', async () => {
    const all = await Promise.all(
      ['1-1', '1-2', '1-3', '1-4', '1-5'].map(kernel => world.add(kernel)),
    );
    let running = 0;
    const seen: number[] = [];
    world.start(
      async () => {
        seen.push(++running);
        await delay(50);
        running--;
        return 'sha256:abc';
      },
      { builder: idleBuilder({ concurrency: 2 }) },
    );

    await Promise.all(all.map(buildId => world.finished(buildId)));
    expect(seen).toHaveLength(5);
    expect(Math.max(...seen)).toBe(2);
  });

  it('keeps its running builds when the database’s clock jumps', async () => {
    const buildId = await world.add();
    world.start(
      async (_, { signal }) => {
        await world
          .knex('builds')
          .update({ lease_until: new Date(0).toISOString() });
        await delay(200, undefined, { signal });
        return 'sha256:abc';
      },
      { timing: { ...DEFAULT_QUEUE_TIMING, heartbeat: 100, poll: 10 } },
    );

    expect((await world.finished(buildId)).state).toBe('succeeded');
    expect((await world.builds.get(buildId))?.interruptions).toBe(0);
  });

  it('continues with other builders while one does not answer', async () => {
    const buildId = await world.add();
    const queue = world.start(async () => 'sha256:abc', {
      builders: [silentBuilder(), idleBuilder()],
      timing: { ...DEFAULT_QUEUE_TIMING, answer: 500 },
    });

    await queue.requireBuilder({ type: 'toolkit', architecture: 'x86_64' });
    expect(await world.finished(buildId)).toMatchObject({
      state: 'succeeded',
      builder: 'local',
    });
    expect(await queue.status()).toMatchObject([
      {
        id: 'silent',
        reachable: false,
        problems: ['It did not answer within 0.5 s; the backend asks again.'],
      },
      { id: 'local', reachable: true, problems: [] },
    ]);
    await expect(
      queue.requireBuilder({
        type: 'toolkit',
        architecture: 'x86_64',
        builder: 'silent',
      }),
    ).rejects.toThrow("Builder 'silent': It did not answer");
  });

  it('leaves builds in the queue while the builder is unreachable', async () => {
    const buildId = await world.add();
    const queue = world.start(async () => 'sha256:abc', {
      builder: idleBuilder({ reachable: false }),
    });
    await delay(200);

    expect((await world.builds.get(buildId))?.build.state).toBe('queued');
    await expect(
      queue.requireBuilder({ type: 'toolkit', architecture: 'x86_64' }),
    ).rejects.toThrow(
      "No builder can run this build now. Builder 'local': podman is missing.",
    );
  });
});
