import { mockServices } from '@backstage/backend-test-utils';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImageBuilder } from '../builders/Builder';
import { BuildFailedError } from '../builders/BuildFailedError';
import { DatabaseBuildLogStore } from '../database/BuildLogStore';
import { DatabaseBuildStore } from '../database/DatabaseBuildStore';
import { BuildNotices } from '../logs/BuildNotices';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import type { ToolkitPlan } from './BuildPlan';
import { BuildQueue } from './BuildQueue';
import type { BuildWorkerOptions } from './BuildWorker';

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
function builder(options: { reachable?: boolean; timeoutMs?: number } = {}) {
  return {
    config: {
      id: 'local',
      type: 'podman',
      architectures: ['x86_64'],
      concurrency: 1,
      limits: { timeout: { milliseconds: options.timeoutMs ?? 60_000 } },
      extraArguments: [],
    },
    inspect: async () => ({
      reachable: options.reachable ?? true,
      problems: options.reachable === false ? ['podman is missing.'] : [],
    }),
    reap: async () => {},
    close: async () => {},
  } as unknown as ImageBuilder;
}

describe.each(databases.eachSupportedId())('BuildQueue, %s', id => {
  let builds: DatabaseBuildStore;
  let logs: DatabaseBuildLogStore;
  const queues: BuildQueue[] = [];

  beforeEach(async () => {
    const knex = await createTestDatabase(id);
    builds = new DatabaseBuildStore(knex);
    logs = new DatabaseBuildLogStore(knex);
  });

  afterEach(async () => {
    await Promise.all(queues.splice(0).map(queue => queue.stop()));
  });

  function start(
    run: BuildWorkerOptions['run'],
    options: Partial<BuildWorkerOptions> & { builder?: ImageBuilder } = {},
  ): BuildQueue {
    const queue = new BuildQueue({
      builders: [options.builder ?? builder()],
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

  it('keeps its builder at work when the log of one build cannot be opened', async () => {
    const [broken, next] = [await add('1-1'), await add('1-2')];
    const lastSequence = logs.lastSequence.bind(logs);
    logs.lastSequence = async buildId => {
      if (buildId === broken) {
        throw new Error('connection reset');
      }
      return lastSequence(buildId);
    };
    start(async () => 'sha256:abc');

    expect((await finished(next)).state).toBe('succeeded');
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
