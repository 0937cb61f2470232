import { mockServices } from '@backstage/backend-test-utils';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImageBuilder } from '../builders/Builder';
import { BuildFailedError } from '../builders/BuildFailedError';
import { DatabaseBuildLogStore } from '../database/BuildLogStore';
import { DatabaseBuildStore } from '../database/DatabaseBuildStore';
import { BuildNotices } from '../logs/BuildNotices';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import type { ToolkitPlan } from './BuildPlan';
import { BuildQueue } from './BuildQueue';
import { BuildStopped } from './BuildStopped';
import type { BuildWorkerOptions } from './BuildWorker';
import { DEFAULT_QUEUE_TIMING } from './queue/QueueTiming';
import { retryTransient } from './queue/retryTransient';

jest.setTimeout(60_000);

const plan = (kernel: string): ToolkitPlan => ({
  type: 'toolkit',
  source: 'stream',
  kernel,
  architecture: 'x86_64',
  repository: 'registry',
  tag: kernel,
  imageReference: `registry.example.com/dtk:${kernel}`,
  baseImage: 'base',
  unameReleases: [],
});

/** A builder that nothing is run on: what runs is each test's own. */
function builder(
  options: {
    id?: string;
    reachable?: boolean;
    timeoutMs?: number;
    concurrency?: number;
  } = {},
) {
  return {
    config: {
      id: options.id ?? 'local',
      type: 'podman',
      architectures: ['x86_64'],
      concurrency: options.concurrency ?? 1,
      limits: { timeout: { milliseconds: options.timeoutMs ?? 60_000 } },
      extraArguments: [],
    },
    inspect: async () => ({
      reachable: options.reachable ?? true,
      problems: options.reachable === false ? ['podman is missing.'] : [],
    }),
    tidy: async () => {},
    reap: async () => {},
    close: async () => {},
  } as unknown as ImageBuilder;
}

/** A builder whose machine the way is cut to. */
function silentBuilder(): ImageBuilder {
  return Object.assign(builder({ id: 'silent' }), {
    inspect: () => new Promise<never>(() => {}),
    reap: () => delay(100),
  });
}

describe.each(databases.eachSupportedId())('BuildQueue, %s', id => {
  let knex: Knex;
  let builds: DatabaseBuildStore;
  let logs: DatabaseBuildLogStore;
  const queues: BuildQueue[] = [];

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    builds = new DatabaseBuildStore(knex);
    logs = new DatabaseBuildLogStore(knex);
  });

  afterEach(async () => {
    await Promise.all(queues.splice(0).map(queue => queue.stop()));
  });

  function start(
    run: BuildWorkerOptions['run'],
    options: Partial<BuildWorkerOptions> & {
      builder?: ImageBuilder;
      builders?: ImageBuilder[];
    } = {},
  ): BuildQueue {
    const queue = new BuildQueue({
      builders: options.builders ?? [options.builder ?? builder()],
      worker: {
        builds,
        logs,
        notices: new BuildNotices(),
        logMaxBytes: 1_000_000,
        logger: mockServices.logger.mock({
          child: () => mockServices.logger.mock(),
        }),
        run,
        onPushed: async () => {},
        ...options,
      },
    });
    queues.push(queue);
    queue.start();
    return queue;
  }

  async function add(kernel = '1-1'): Promise<string> {
    const { build } = await builds.create(plan(kernel), 'user:default/a');
    return build.id;
  }

  async function finished(buildId: string) {
    for (;;) {
      const { build } = (await builds.get(buildId))!;
      if (isFinished(build)) {
        return build;
      }
      await delay(20);
    }
  }

  /** Runs until its signal fires, then says so in words of its own. */
  const untilStopped: BuildWorkerOptions['run'] = async (
    _,
    { signal, log },
  ) => {
    log('started');
    await delay(60_000, undefined, { signal }).catch(() => {});
    throw new BuildFailedError('The repository could not be read: aborted');
  };

  async function started(buildId: string) {
    while ((await builds.get(buildId))?.build.state !== 'running') {
      await delay(10);
    }
  }

  it('runs a build through its states to the digest that was read back', async () => {
    const buildId = await add();
    start(async (_, { enter, log }) => {
      log('built');
      await enter('verifying');
      await enter('pushing');
      return 'sha256:abc';
    });

    expect(await finished(buildId)).toMatchObject({
      state: 'succeeded',
      digest: 'sha256:abc',
      builder: 'local',
      lastSequence: 1,
    });
  });

  it('has succeeded also when the index could not take the image in', async () => {
    const buildId = await add();
    start(async () => 'sha256:abc', {
      onPushed: async () => {
        throw new Error('429');
      },
    });

    expect(await finished(buildId)).toMatchObject({
      state: 'succeeded',
      digest: 'sha256:abc',
    });
  });

  it('keeps its outcome for a database that is away for a while', async () => {
    const buildId = await add();
    const advance = jest.spyOn(builds, 'advance');
    const away = new Error('terminating connection');
    advance.mockRejectedValueOnce(away);
    start(
      async (_, { enter }) => {
        await enter('verifying');
        advance.mockRejectedValueOnce(away).mockRejectedValueOnce(away);
        return 'sha256:abc';
      },
      { timing: { ...DEFAULT_QUEUE_TIMING, storeAgain: 10 } },
    );

    expect(await finished(buildId)).toMatchObject({
      state: 'succeeded',
      digest: 'sha256:abc',
    });
    expect(advance).toHaveBeenCalledTimes(5);
    expect((await builds.get(buildId))?.interruptions).toBe(0);
  });

  it('tells in its log of each attempt at what may pass', async () => {
    const buildId = await add();
    let attempts = 0;
    start(
      (_, context) =>
        retryTransient('Pushing the image', context, async () => {
          attempts++;
          throw new BuildFailedError('connection refused', { transient: true });
        }),
      { timing: { ...DEFAULT_QUEUE_TIMING, retries: [1, 1] } },
    );

    expect(await finished(buildId)).toMatchObject({
      state: 'failed',
      error: { message: 'connection refused' },
    });
    expect(attempts).toBe(3);
    expect((await logs.read(buildId, 0)).map(({ line }) => line)).toEqual([
      'Pushing the image failed, which may pass: connection refused',
      'Attempt 2 of 3 follows in 0 s.',
      'Pushing the image failed, which may pass: connection refused',
      'Attempt 3 of 3 follows in 0 s.',
      'Failed: connection refused',
    ]);
  });

  it('writes nothing once its lease has ended', async () => {
    const buildId = await add();
    // Nobody else is there to take it.
    jest.spyOn(builds, 'interruptExpired').mockResolvedValue([]);
    let stopped: unknown;
    start(
      async (_, { signal, log, enter }) => {
        jest.spyOn(builds, 'renewLease').mockRejectedValue(new Error('away'));
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
    expect((await builds.get(buildId))?.build.state).toBe('running');
    expect(await logs.read(buildId, 0)).toEqual([]);
  });

  it('is cancelled whatever the interrupted work says of it', async () => {
    const buildId = await add();
    const queue = start(untilStopped);
    await started(buildId);

    await builds.requestCancel(buildId);
    queue.cancel(buildId);

    expect(await finished(buildId)).toMatchObject({
      state: 'cancelled',
      error: undefined,
    });
  });

  it('fails with the step and the lines of a failed build', async () => {
    const buildId = await add();
    start(async () => {
      throw new BuildFailedError('The step `RUN make` failed', {
        step: 'RUN make',
        lines: ['no rule'],
      });
    });

    expect((await finished(buildId)).error).toEqual({
      message: 'The step `RUN make` failed',
      step: 'RUN make',
      lines: ['no rule'],
    });
  });

  it('fails when it takes longer than the builder allows', async () => {
    const buildId = await add();
    start(untilStopped, { builder: builder({ timeoutMs: 50 }) });

    const { state, error } = await finished(buildId);
    expect(state).toBe('failed');
    expect(error?.message).toContain("builder 'local' allows");
  });

  it('goes back to the queue at a shutdown and runs again elsewhere', async () => {
    const buildId = await add();
    const first = start(untilStopped);
    await started(buildId);
    await first.stop();
    expect((await builds.get(buildId))?.build).toMatchObject({
      state: 'queued',
      builder: undefined,
    });

    start(async () => 'sha256:abc');

    expect((await finished(buildId)).state).toBe('succeeded');
  });

  it('fails a build whose log cannot be opened, and keeps its builder at work', async () => {
    const [broken, next] = [await add('1-1'), await add('1-2')];
    const extents = logs.extents.bind(logs);
    logs.extents = async buildId => {
      if (buildId === broken) {
        throw new Error('connection reset');
      }
      return extents(buildId);
    };
    start(async () => 'sha256:abc', {
      timing: { ...DEFAULT_QUEUE_TIMING, storeAgain: 1 },
    });

    expect((await finished(next)).state).toBe('succeeded');
    expect(await finished(broken)).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^Nothing was built: the log of this build could not be opened/,
        ),
      },
    });
  });

  it('opens a log as soon as its database is back', async () => {
    const buildId = await add();
    jest
      .spyOn(logs, 'extents')
      .mockRejectedValueOnce(new Error('terminating connection'))
      .mockRejectedValueOnce(new Error('connection refused'));
    start(
      async (_, { log }) => {
        log('built');
        return 'sha256:abc';
      },
      { timing: { ...DEFAULT_QUEUE_TIMING, storeAgain: 1 } },
    );

    expect((await finished(buildId)).state).toBe('succeeded');
    expect((await logs.read(buildId, 0)).map(({ line }) => line)).toEqual([
      'built',
    ]);
  });

  it('runs as many at once as its builder may', async () => {
    const all = await Promise.all(
      ['1-1', '1-2', '1-3', '1-4', '1-5'].map(kernel => add(kernel)),
    );
    let running = 0;
    const seen: number[] = [];
    start(
      async () => {
        seen.push(++running);
        await delay(50);
        running--;
        return 'sha256:abc';
      },
      { builder: builder({ concurrency: 2 }) },
    );

    await Promise.all(all.map(finished));
    expect(seen).toHaveLength(5);
    expect(Math.max(...seen)).toBe(2);
  });

  it('keeps what runs here when the clock of the database jumps', async () => {
    const buildId = await add();
    start(
      async (_, { signal }) => {
        await knex('builds').update({ lease_until: new Date(0).toISOString() });
        await delay(200, undefined, { signal });
        return 'sha256:abc';
      },
      { timing: { ...DEFAULT_QUEUE_TIMING, heartbeat: 100, poll: 10 } },
    );

    expect((await finished(buildId)).state).toBe('succeeded');
    expect((await builds.get(buildId))?.interruptions).toBe(0);
  });

  it('goes on with its other builders while one says nothing', async () => {
    const buildId = await add();
    const queue = start(async () => 'sha256:abc', {
      builders: [silentBuilder(), builder()],
      timing: { ...DEFAULT_QUEUE_TIMING, answer: 500 },
    });

    await queue.requireBuilder({ architecture: 'x86_64' });
    expect(await finished(buildId)).toMatchObject({
      state: 'succeeded',
      builder: 'local',
    });
    expect(await queue.status()).toMatchObject([
      {
        id: 'silent',
        reachable: false,
        problems: [
          'podman did not answer within 0.5 s; it goes on being asked.',
        ],
      },
      { id: 'local', reachable: true, problems: [] },
    ]);
    await expect(
      queue.requireBuilder({ architecture: 'x86_64', builder: 'silent' }),
    ).rejects.toThrow("Builder 'silent': podman did not answer");
  });

  it('leaves builds in the queue while the builder is unreachable', async () => {
    const buildId = await add();
    const queue = start(async () => 'sha256:abc', {
      builder: builder({ reachable: false }),
    });
    await delay(200);

    expect((await builds.get(buildId))?.build.state).toBe('queued');
    await expect(
      queue.requireBuilder({ architecture: 'x86_64' }),
    ).rejects.toThrow(
      "No builder can run this build now. Builder 'local': podman is missing.",
    );
  });
});
