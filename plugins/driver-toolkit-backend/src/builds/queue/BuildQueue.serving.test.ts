import { setTimeout as delay } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import type { ImageBuilder } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { databases } from '../../__testUtils__/testDatabases';
import {
  idleBuilder,
  QueueOnDatabase,
  untilStopped,
} from '../__testUtils__/QueueOnDatabase';
import { DEFAULT_QUEUE_TIMING } from '../worker/QueueTiming';

jest.setTimeout(60_000);

/** Polling finds nothing: everything happens because of a notice. */
const SELDOM = { ...DEFAULT_QUEUE_TIMING, poll: 3_600_000 };
const OFTEN = { ...DEFAULT_QUEUE_TIMING, poll: 10 };

describe.each(databases.eachSupportedId())('BuildQueue serves, %s', id => {
  let world: QueueOnDatabase;
  const succeed = async () => 'sha256:abc';

  beforeEach(async () => {
    world = await QueueOnDatabase.create(id);
  });

  afterEach(() => world.stop());

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      await delay(5);
    }
  }

  /** Counts pings of a builder. */
  function watched(builder: ImageBuilder) {
    const ping = jest.spyOn(builder, 'ping');
    return { builder, ping };
  }

  it('a later build as soon as it gets a notice', async () => {
    const counted = jest.spyOn(world.builds, 'countQueued');
    const queue = world.start(succeed, { timing: SELDOM });
    await until(() => counted.mock.calls.length > 0);
    await delay(20);

    const buildId = await world.add();
    queue.poke();

    expect((await world.finished(buildId)).state).toBe('succeeded');
  });

  it('one build after the other without polling', async () => {
    const all = [await world.add('1-1'), await world.add('1-2')];
    world.start(succeed, { timing: SELDOM });

    for (const buildId of all) {
      expect((await world.finished(buildId)).state).toBe('succeeded');
    }
  });

  it('builds queued by others, by polling', async () => {
    world.start(succeed, { timing: OFTEN });
    await delay(50);

    expect((await world.finished(await world.add())).state).toBe('succeeded');
  });

  it('continues after the database did not answer', async () => {
    jest
      .spyOn(world.builds, 'countQueued')
      .mockRejectedValueOnce(new Error('terminating connection'));
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const buildId = await world.add();
    world.start(succeed, { timing: OFTEN, logger });

    expect((await world.finished(buildId)).state).toBe('succeeded');
    expect(logger.warn).toHaveBeenCalledWith(
      'The build queue could not be read',
      expect.objectContaining({ message: 'terminating connection' }),
    );
  });

  it('inspects its builders before the first request', async () => {
    const { builder, ping } = watched(idleBuilder());
    world.start(succeed, { builder, timing: SELDOM });
    await until(() => ping.mock.calls.length > 0);

    expect(ping).toHaveBeenCalledTimes(1);
  });

  it('begins after leftovers of earlier builds are removed', async () => {
    const buildId = await world.add();
    let finish: () => void = () => {};
    const builder = Object.assign(idleBuilder(), {
      recover: () =>
        new Promise<void>(resolve => {
          finish = resolve;
        }),
    });
    const queue = world.start(succeed, { builder, timing: OFTEN });
    await delay(100);
    expect((await queue.status())[0].queued).toBe(1);

    finish();
    expect((await world.finished(buildId)).state).toBe('succeeded');
  });

  it('begins even if they cannot be removed', async () => {
    const buildId = await world.add();
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const builder = Object.assign(idleBuilder(), {
      recover: async () => {
        throw new Error('EACCES');
      },
    });
    world.start(succeed, { builder, logger });

    expect((await world.finished(buildId)).state).toBe('succeeded');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('builder local'),
      expect.objectContaining({ message: 'EACCES' }),
    );
  });

  it('a builder as soon as it is reachable again', async () => {
    const buildId = await world.add();
    let reachable = false;
    const builder = Object.assign(idleBuilder(), {
      ping: async () => ({ reachable, problems: ['podman is missing.'] }),
    });
    world.start(succeed, { builder, timing: OFTEN });
    await delay(100);
    expect((await world.builds.get(buildId))?.build.state).toBe('queued');

    reachable = true;
    expect((await world.finished(buildId)).state).toBe('succeeded');
  });

  it('says that a builder is reachable while the full inspection still runs', async () => {
    const builder = Object.assign(idleBuilder(), {
      inspect: () => new Promise<never>(() => {}),
    });
    const queue = world.start(succeed, {
      builder,
      timing: { ...SELDOM, answer: 20 },
    });

    expect((await queue.status())[0]).toMatchObject({ reachable: true });
    expect((await queue.load())[0]).toMatchObject({ reachable: true });
  });

  it('pings no builder while nothing is queued', async () => {
    const { builder, ping } = watched(idleBuilder());
    world.start(succeed, { builder, timing: OFTEN });
    await delay(100);

    expect(ping).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['a shared machine runs no more builds than its limit', true, 1],
    ['each backend’s own machine is filled', false, 2],
  ])('%s', async (_, isShared, most) => {
    const all = [await world.add('1-1'), await world.add('1-2')];
    let running = 0;
    let seen = 0;
    const run = async () => {
      seen = Math.max(seen, ++running);
      await until(async () => most === 1 || running === 2 || seen === 2);
      await delay(100);
      running--;
      return 'sha256:abc';
    };
    for (let backend = 0; backend < 2; backend++) {
      world.start(run, { builder: idleBuilder({ isShared }), timing: OFTEN });
    }

    await Promise.all(all.map(buildId => world.finished(buildId)));
    expect(seen).toBe(most);
  });

  it('takes over builds of a dead backend, reports and runs them', async () => {
    const buildId = await world.add();
    await world.builds.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: -1,
    });
    const onFinished = jest.fn();
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    world.start(succeed, { timing: SELDOM, onFinished, logger });

    expect((await world.finished(buildId)).state).toBe('succeeded');
    await until(() => onFinished.mock.calls.length === 2);
    expect(onFinished.mock.calls).toEqual([[buildId], [buildId]]);
    expect(logger.warn).toHaveBeenCalledWith(
      `Build ${buildId} lost its worker`,
    );
    expect(await world.linesOf(buildId)).toEqual([
      expect.stringContaining('An earlier run of this build was interrupted'),
    ]);
  });

  it('stops the build that is cancelled and no other', async () => {
    const [one, other] = [await world.add('1-1'), await world.add('1-2')];
    const queue = world.start(untilStopped, {
      builder: idleBuilder({ concurrency: 2 }),
    });
    await Promise.all([world.started(one), world.started(other)]);

    queue.cancel(one);

    expect((await world.finished(one)).state).toBe('cancelled');
    expect((await world.builds.get(other))?.build.state).toBe('running');
  });

  it('counts running and queued builds of each builder', async () => {
    const running = await world.add('1-1');
    await world.add('1-2');
    const queue = world.start(untilStopped, {
      builders: [
        idleBuilder(),
        Object.assign(idleBuilder({ id: 'other', concurrency: 3 }), {
          config: {
            ...idleBuilder({ id: 'other', concurrency: 3 }).config,
            architectures: ['aarch64'],
          },
        }),
      ],
    });
    await world.started(running);

    expect(await queue.status()).toEqual([
      {
        id: 'local',
        type: 'podman',
        architectures: ['x86_64'],
        builds: ['toolkits', 'drivers'],
        concurrency: 1,
        running: 1,
        queued: 1,
        reachable: true,
        problems: [],
      },
      {
        id: 'other',
        type: 'podman',
        architectures: ['aarch64'],
        builds: ['toolkits', 'drivers'],
        concurrency: 3,
        running: 0,
        queued: 0,
        reachable: true,
        problems: [],
      },
    ]);
  });

  it('finds no builder for an architecture that none has', async () => {
    const queue = world.start(succeed);

    await expect(
      queue.requireBuilder({ type: 'toolkit', architecture: 's390x' }),
    ).rejects.toThrow(/^No builder can run this build now\.$/);
    await expect(
      queue.requireBuilder({
        type: 'toolkit',
        architecture: 'x86_64',
        builder: 'other',
      }),
    ).rejects.toThrow('No builder can run this build now.');
    await expect(
      queue.requireBuilder({
        type: 'toolkit',
        architecture: 'x86_64',
        builder: 'local',
      }),
    ).resolves.toBeUndefined();
  });

  it('ends when nothing runs any more, closes its builders, and claims nothing more', async () => {
    const builder = idleBuilder();
    const events: string[] = [];
    builder.close = async () => {
      events.push('closed');
    };
    const buildId = await world.add();
    let hasBegun = false;
    const queue = world.start(
      async (_, { signal }) => {
        hasBegun = true;
        await delay(60_000, undefined, { signal }).catch(() => {});
        await delay(50);
        events.push('ended');
        signal.throwIfAborted();
        return 'sha256:abc';
      },
      { builder, timing: OFTEN },
    );
    await until(() => hasBegun);

    await queue.stop();

    expect(events).toEqual(['ended', 'closed']);
    const later = await world.add('1-2');
    queue.poke();
    await delay(50);
    for (const each of [buildId, later]) {
      expect((await world.builds.get(each))?.build.state).toBe('queued');
    }
  });

  it('hands back a build that it was claiming while it was stopped', async () => {
    const buildId = await world.add();
    const claim = world.builds.claim.bind(world.builds);
    let stopped: Promise<void> | undefined;
    const run = jest.fn(async () => 'sha256:abc');
    world.builds.claim = async request => {
      const claimed = await claim(request);
      stopped = world.stop();
      return claimed;
    };
    world.start(run, { timing: OFTEN });
    await until(() => stopped !== undefined);
    await stopped;

    expect((await world.builds.get(buildId))?.build.state).toBe('queued');
    expect(run).not.toHaveBeenCalled();
  });
});
