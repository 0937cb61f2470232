import { setTimeout as delay } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { databases } from '../../__testUtils__/testDatabases';
import { BuildNotices } from '../../logs/BuildNotices';
import {
  idleBuilder,
  QueueOnDatabase,
  untilStopped,
} from '../__testUtils__/QueueOnDatabase';
import type { BuildQueue } from '../queue/BuildQueue';
import { DEFAULT_QUEUE_TIMING } from './QueueTiming';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('BuildWorker tells, %s', id => {
  let world: QueueOnDatabase;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  let onFinished: jest.Mock;
  const soon = { ...DEFAULT_QUEUE_TIMING, storeAgain: 1 };

  beforeEach(async () => {
    world = await QueueOnDatabase.create(id);
    logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    onFinished = jest.fn();
  });

  afterEach(() => world.stop());

  /** Runs one build to its end, including the worker's work after it. */
  async function runToEnd(
    run: Parameters<QueueOnDatabase['start']>[0],
    options: Parameters<QueueOnDatabase['start']>[1] = {},
  ) {
    const buildId = await world.add();
    const queue = world.start(run, { logger, onFinished, ...options });
    const build = await world.finished(buildId);
    await queue.stop();
    return { build, lines: await world.linesOf(buildId) };
  }

  it('the index of an image before the build’s state is succeeded', async () => {
    const seen: unknown[] = [];
    const { build } = await runToEnd(async () => 'sha256:abc', {
      onPushed: async plan => {
        const [{ state }] = await world.knex('builds').select('state');
        seen.push([plan.imageReference, state]);
      },
    });

    expect(build.state).toBe('succeeded');
    expect(seen).toEqual([['registry.example.com/dtk:1-1', 'running']]);
  });

  it('the index nothing if the image was not pushed', async () => {
    const onPushed = jest.fn();
    const { build } = await runToEnd(async () => undefined, { onPushed });

    expect(build).toMatchObject({ state: 'succeeded', digest: undefined });
    expect(onPushed).not.toHaveBeenCalled();
  });

  it('of each end once, and after it is stored', async () => {
    const states: unknown[] = [];
    const { build } = await runToEnd(async () => 'sha256:abc', {
      onFinished: buildId => {
        states.push([
          buildId,
          world.builds.get(buildId).then(stored => stored?.build.state),
        ]);
      },
    });

    const [[told, state], ...others] = states as [string, Promise<string>][];
    expect([told, await state, others]).toEqual([build.id, 'succeeded', []]);
  });

  it('of a build that goes back to the queue, and says so in its log', async () => {
    const buildId = await world.add();
    const queue = await new Promise<BuildQueue>(resolve => {
      const started = world.start(
        (...run) => {
          resolve(started);
          return untilStopped(...run);
        },
        { onFinished },
      );
    });
    await queue.stop();

    expect(onFinished.mock.calls).toEqual([[buildId]]);
    expect(await world.linesOf(buildId)).toEqual([
      'started',
      'The backend is stopping; the build goes back to the queue.',
    ]);
  });

  it('followers of a build about each stage and the end', async () => {
    const notices = new BuildNotices();
    const notify = jest.spyOn(notices, 'notify');
    const seen: number[] = [];
    const { build } = await runToEnd(
      async (_, { enter }) => {
        await enter('verifying');
        seen.push(notify.mock.calls.length);
        await enter('pushing');
        seen.push(notify.mock.calls.length);
        return 'sha256:abc';
      },
      { notices },
    );

    expect(seen).toEqual([1, 2]);
    expect(notify.mock.calls.length).toBeGreaterThan(2);
    expect(notify).toHaveBeenLastCalledWith(build.id);
  });

  it('the run who requested its build, and how often to retry', async () => {
    const seen: unknown[] = [];
    const timing = { ...soon, retries: [1, 2, 3] };
    const builder = idleBuilder();
    const { build } = await runToEnd(
      async (plan, { requestedBy, buildId, retryDelays, builder: lent }) => {
        seen.push(
          plan.imageReference,
          requestedBy,
          buildId,
          retryDelays,
          lent === builder,
        );
        return 'sha256:abc';
      },
      { timing, builder },
    );

    expect(seen).toEqual([
      'registry.example.com/dtk:1-1',
      'user:default/a',
      build.id,
      [1, 2, 3],
      true,
    ]);
  });

  it('the build’s log why it failed, and the backend’s log nothing if it is the build’s fault', async () => {
    const { lines } = await runToEnd(async () => {
      throw new BuildFailedError('The step `RUN make` failed');
    });

    expect(lines).toEqual(['Failed: The step `RUN make` failed']);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each([
    ['an error', new TypeError('undefined is not a function')],
    ['a text', 'undefined is not a function'],
  ])('the operator of %s that is unexpected', async (_, thrown) => {
    const { build, lines } = await runToEnd(async () => {
      throw thrown;
    });

    const message = 'undefined is not a function';
    expect(build).toMatchObject({ state: 'failed', error: { message } });
    expect(Object.keys(build.error!)).toEqual(['message']);
    expect(lines).toEqual([`Failed: ${message}`]);
    expect(logger.error).toHaveBeenCalledWith(
      `Build ${build.id} failed`,
      thrown,
    );
  });

  it('in the log that a build was cancelled, or took too long', async () => {
    const cancelled = await runToEnd(
      async (_, { signal, buildId }) => {
        await world.builds.requestCancel(buildId);
        await delay(60_000, undefined, { signal });
        return undefined;
      },
      { timing: { ...soon, heartbeat: 10 } },
    );
    expect(cancelled.build.state).toBe('cancelled');
    expect(cancelled.lines).toEqual(['Cancelled.']);

    const { build, lines } = await runToEnd(untilStopped, {
      builder: idleBuilder({ timeoutMs: 20 }),
    });
    expect(lines).toEqual(['started', build.error?.message]);
  });

  it('in the log that it was too late to cancel', async () => {
    const { build, lines } = await runToEnd(
      async (_, { settle, buildId, signal }) => {
        const left = settle();
        await world.builds.requestCancel(buildId);
        await delay(200);
        expect([left.aborted, signal.aborted]).toEqual([false, false]);
        return 'sha256:abc';
      },
      { timing: { ...soon, heartbeat: 10 } },
    );

    expect(build.state).toBe('succeeded');
    expect(lines).toEqual([
      'It was too late to stop this build: its image was already pushed.',
    ]);
  });

  it('in the log once that another build blocks it', async () => {
    const advance = jest.spyOn(world.builds, 'advance');
    const { lines, build } = await runToEnd(
      async (_, { enter }) => {
        advance
          .mockRejectedValueOnce(new ConflictError('Another one pushes.'))
          .mockRejectedValueOnce(new ConflictError('Another one pushes.'));
        await enter('pushing');
        return 'sha256:abc';
      },
      { timing: soon },
    );

    expect(lines).toEqual(['Waiting: Another one pushes.']);
    expect(build.state).toBe('succeeded');
  });

  it('the state even if the end of the log cannot be stored', async () => {
    const { build } = await runToEnd(async (_, { log }) => {
      log('built');
      jest
        .spyOn(world.logs, 'append')
        .mockRejectedValue(new Error('disk full'));
      return 'sha256:abc';
    });

    expect(build.state).toBe('succeeded');
    expect(logger.error).toHaveBeenCalledWith(
      'The end of the log could not be stored',
      expect.objectContaining({
        message: expect.stringContaining('disk full'),
      }),
    );
  });

  it('nobody of an end that another worker must report', async () => {
    const buildId = await world.add();
    const queue = world.start(
      async () => {
        await world.knex('builds').update({ lease: 'another' });
        return 'sha256:abc';
      },
      { onFinished, logger },
    );
    while (logger.warn.mock.calls.length === 0) {
      await delay(5);
    }
    await queue.stop();

    expect(logger.warn).toHaveBeenCalledWith(
      'The build ended as succeeded, but another worker has it now',
    );
    expect((await world.builds.get(buildId))?.build.state).toBe('running');
    expect(onFinished).not.toHaveBeenCalled();
  });

  it('enters no stage of another worker’s build', async () => {
    const buildId = await world.add();
    const stages: string[] = [];
    const queue = world.start(
      async (_, { enter }) => {
        await world.knex('builds').update({ lease: 'another' });
        stages.push('built');
        await enter('pushing');
        stages.push('pushed');
        return 'sha256:abc';
      },
      { onFinished },
    );
    while (stages.length === 0) {
      await delay(5);
    }
    await queue.stop();

    expect(stages).toEqual(['built']);
    expect((await world.builds.get(buildId))?.build.state).toBe('running');
    expect(onFinished).not.toHaveBeenCalled();
  });

  it('tries twenty times to open a log', async () => {
    const extents = jest
      .spyOn(world.logs, 'extents')
      .mockRejectedValue(new Error('connection reset'));
    const run = jest.fn();
    const { build } = await runToEnd(run, { timing: soon });

    expect(build.error?.message).toMatch(/^Nothing was built/);
    expect(extents).toHaveBeenCalledTimes(20);
    expect(run).not.toHaveBeenCalled();
  });
});
