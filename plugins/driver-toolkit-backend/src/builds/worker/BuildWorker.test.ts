import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { databases } from '../../__testUtils__/testDatabases';
import { retryTransient } from '../../builders/retryTransient';
import {
  idleBuilder,
  QueueOnDatabase,
  untilStopped,
} from '../__testUtils__/QueueOnDatabase';
import { BuildStopped } from './BuildStopped';
import { DEFAULT_QUEUE_TIMING } from './QueueTiming';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('BuildWorker, %s', id => {
  let world: QueueOnDatabase;

  beforeEach(async () => {
    world = await QueueOnDatabase.create(id);
  });

  afterEach(() => world.stop());

  it('runs a build through its states to the digest that was read back', async () => {
    const buildId = await world.add();
    world.start(async (_, { enter, log }) => {
      log('built');
      await enter('verifying');
      await enter('pushing');
      return 'sha256:abc';
    });

    expect(await world.finished(buildId)).toMatchObject({
      state: 'succeeded',
      digest: 'sha256:abc',
      builder: 'local',
      lastSequence: 1,
    });
  });

  it('succeeds even if the index could not read the image', async () => {
    const buildId = await world.add();
    world.start(async () => 'sha256:abc', {
      onPushed: async () => {
        throw new Error('429');
      },
    });

    expect(await world.finished(buildId)).toMatchObject({
      state: 'succeeded',
      digest: 'sha256:abc',
    });
  });

  it('keeps its outcome while the database is unavailable', async () => {
    const buildId = await world.add();
    const advance = jest.spyOn(world.builds, 'advance');
    const away = new Error('terminating connection');
    advance.mockRejectedValueOnce(away);
    world.start(
      async (_, { enter }) => {
        await enter('verifying');
        advance.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
        return 'sha256:abc';
      },
      { timing: { ...DEFAULT_QUEUE_TIMING, storeAgain: 10 } },
    );

    expect(await world.finished(buildId)).toMatchObject({
      state: 'succeeded',
      digest: 'sha256:abc',
    });
    expect(advance).toHaveBeenCalledTimes(5);
    expect((await world.builds.get(buildId))?.interruptions).toBe(0);
  });

  it.each<[string, Error, boolean | undefined]>([
    [
      'a registry that was away',
      new BuildFailedError('connection refused', { transient: true }),
      true,
    ],
    [
      'a service that does not answer',
      new ServiceUnavailableError('It answered 503'),
      true,
    ],
    [
      'a full disk, as podman says it',
      new BuildFailedError('write /var/tmp/x: no space left on device'),
      true,
    ],
    [
      'a full disk',
      Object.assign(new Error('write'), { code: 'ENOSPC' }),
      true,
    ],
    [
      'a compile error',
      new BuildFailedError('exit status 2', { lines: ['a.c:1: error: x'] }),
      undefined,
    ],
    ['an unknown error', new TypeError('x is undefined'), undefined],
  ])('records whether %s is transient', async (_, error, transient) => {
    const buildId = await world.add();
    world.start(async () => {
      throw error;
    });

    const { error: noted } = await world.finished(buildId);
    expect(noted?.message).toBe(error.message);
    expect(noted?.transient).toBe(transient);
  });

  it('logs each attempt after a transient failure', async () => {
    const buildId = await world.add();
    let attempts = 0;
    world.start(
      (_, context) =>
        retryTransient('Pushing the image', context, async () => {
          attempts++;
          throw new BuildFailedError('connection refused', { transient: true });
        }),
      { timing: { ...DEFAULT_QUEUE_TIMING, retries: [1, 1] } },
    );

    expect(await world.finished(buildId)).toMatchObject({
      state: 'failed',
      error: { message: 'connection refused' },
    });
    expect(attempts).toBe(3);
    expect(await world.linesOf(buildId)).toEqual([
      'Pushing the image failed and will be retried: connection refused',
      'Attempt 2 of 3 follows in 0 s.',
      'Pushing the image failed and will be retried: connection refused',
      'Attempt 3 of 3 follows in 0 s.',
      'Failed: connection refused',
    ]);
  });

  it('writes nothing once its lease has ended', async () => {
    const buildId = await world.add();
    // No other backend takes it.
    jest.spyOn(world.builds, 'interruptExpired').mockResolvedValue([]);
    let stopped: unknown;
    world.start(
      async (_, { signal, log, enter }) => {
        jest
          .spyOn(world.builds, 'renewLease')
          .mockRejectedValue(new Error('away'));
        await delay(60_000, undefined, { signal }).catch(() => {});
        stopped = signal.reason;
        log('too late');
        await enter('pushing');
        return 'sha256:abc';
      },
      {
        timing: {
          ...DEFAULT_QUEUE_TIMING,
          lease: 200,
          heartbeat: 20,
        },
      },
    );
    while (!stopped) {
      await delay(20);
    }
    await delay(100);

    expect(stopped).toEqual(new BuildStopped('lost'));
    expect((await world.builds.get(buildId))?.build.state).toBe('running');
    expect(await world.logs.read(buildId, 0)).toEqual([]);
  });

  it('is cancelled with any error of the interrupted work', async () => {
    const buildId = await world.add();
    const queue = world.start(untilStopped);
    await world.started(buildId);

    await world.builds.requestCancel(buildId);
    queue.cancel(buildId);

    expect(await world.finished(buildId)).toMatchObject({
      state: 'cancelled',
      error: undefined,
    });
  });

  it('fails with the step and the lines of a failed build', async () => {
    const buildId = await world.add();
    world.start(async () => {
      throw new BuildFailedError('The step `RUN make` failed', {
        step: 'RUN make',
        lines: ['no rule'],
      });
    });

    expect((await world.finished(buildId)).error).toEqual({
      message: 'The step `RUN make` failed',
      step: 'RUN make',
      lines: ['no rule'],
    });
  });

  it('fails if it takes longer than the builder allows', async () => {
    const buildId = await world.add();
    world.start(untilStopped, { builder: idleBuilder({ timeoutMs: 50 }) });

    const { state, error } = await world.finished(buildId);
    expect(state).toBe('failed');
    expect(error?.message).toContain("builder 'local' allows");
  });

  it('opens a log as soon as its database is back', async () => {
    const buildId = await world.add();
    jest
      .spyOn(world.logs, 'extents')
      .mockRejectedValueOnce(new Error('terminating connection'))
      .mockRejectedValueOnce(new Error('connection refused'));
    world.start(
      async (_, { log }) => {
        log('built');
        return 'sha256:abc';
      },
      { timing: { ...DEFAULT_QUEUE_TIMING, storeAgain: 1 } },
    );

    expect((await world.finished(buildId)).state).toBe('succeeded');
    expect(await world.linesOf(buildId)).toEqual(['built']);
  });
});
