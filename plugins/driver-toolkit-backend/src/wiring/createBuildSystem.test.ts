import { setTimeout as delay } from 'node:timers/promises';
import type {
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  InMemoryContentCache,
  readDriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { idleBuilder } from '../builds/__testUtils__/QueueOnDatabase';
import { DriverBuildRunner } from '../builds/driver/DriverBuildRunner';
import { ToolkitBuildRunner } from '../builds/toolkit/ToolkitBuildRunner';
import type { BuildContext } from '../builds/worker/BuildContext';
import {
  createTestIndex,
  type TestIndex,
} from '../index/__testUtils__/TestIndex';
import type { BuildPlan } from '../plans/BuildPlan';
import { RegistryDirectory } from '../registries/RegistryDirectory';
import { createBuildSystem } from './createBuildSystem';

jest.setTimeout(60_000);

const toolkit: BuildPlan = {
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
const driver: BuildPlan = {
  type: 'driver',
  source: 'stream',
  kernel: '1-1',
  architecture: 'x86_64',
  variant: 'default',
  unameRelease: '1-1.x86_64',
  entityRef: 'component:default/nic',
  location: 'https://git.example.com/drivers/nic',
  toolkitImage: 'registry.example.com/dtk@sha256:abc',
  imageReference: 'registry.example.com/drivers/nic:1-1',
};

/**
 * Everything that builds need is connected; only podman and its images are
 * fakes.
 */
describe('createBuildSystem', () => {
  let knex: Knex;
  let index: TestIndex;
  let system: Awaited<ReturnType<typeof createBuildSystem>>;
  let readBack: jest.SpyInstance;
  let run: (plan: BuildPlan, context: BuildContext) => Promise<string>;
  const onFinished = jest.fn();
  const record = jest.fn();
  const gauges = new Map<string, (result: { observe: jest.Mock }) => unknown>();

  beforeEach(async () => {
    run = async () => 'sha256:abc';
    const play = (runner: string) => (plan: BuildPlan, context: BuildContext) =>
      run({ ...plan, kernel: runner }, context);
    jest
      .spyOn(ToolkitBuildRunner.prototype, 'run')
      .mockImplementation(play('as a toolkit'));
    jest
      .spyOn(DriverBuildRunner.prototype, 'run')
      .mockImplementation(play('as a driver'));
    knex = await createTestDatabase('SQLITE_3');
    index = createTestIndex(knex);
    readBack = jest.spyOn(index.refresher, 'refreshImage').mockResolvedValue();
    const metrics = metricsServiceMock.mock();
    metrics.createHistogram.mockImplementation(name => ({
      record: (value, about) => record(name, value, about),
    }));
    metrics.createObservableGauge.mockImplementation(name => ({
      addCallback: callback =>
        gauges.set(name, callback as (result: unknown) => unknown),
      removeCallback: () => {},
    }));
    const config = readDriverToolkitConfig(
      new ConfigReader({
        driverToolkit: {
          builders: [
            { id: 'local', type: 'podman', architectures: ['x86_64'] },
          ],
          builds: { retention: { days: 7 }, logMaxBytes: 2_000 },
          kernelSources: [
            {
              id: 'stream',
              type: 'rpm',
              repositories: ['https://mirror.example.com/'],
            },
          ],
          imageRepositories: [
            {
              id: 'registry',
              image: 'registry.example.com/dtk',
              credentials: { username: 'ci', password: 'open sesame' },
            },
          ],
        },
      }),
    );
    system = await createBuildSystem({
      config,
      builders: [idleBuilder()],
      knex,
      index: index.index,
      inputs: index.inputs,
      sources: index.sources,
      refresher: index.refresher,
      registries: new RegistryDirectory(config, new InMemoryContentCache()),
      catalog: catalogServiceMock(),
      logger: mockServices.logger.mock({
        child: () => mockServices.logger.mock(),
      }),
      metrics,
      urlReader: mockServices.urlReader.mock(),
      integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
      onFinished,
    });
    system.queue.start();
  });

  afterEach(async () => {
    await system.queue.stop();
    jest.restoreAllMocks();
    jest.clearAllMocks();
  });

  async function finish(plan: BuildPlan): Promise<Build> {
    const { build } = await system.buildStore.create(plan, 'user:default/ada');
    system.queue.poke();
    for (;;) {
      const stored = (await system.buildStore.get(build.id))!;
      if (isFinished(stored.build)) {
        return stored.build;
      }
      await delay(10);
    }
  }

  const linesOf = async ({ id }: Build) =>
    (await system.logs.read(id, 0)).map(({ line }) => line);

  it('runs each kind of build by its own runner', async () => {
    run = async ({ kernel }, { log }) => {
      log(kernel);
      return 'sha256:abc';
    };
    expect(await linesOf(await finish(toolkit))).toEqual(['as a toolkit']);
    expect(await linesOf(await finish(driver))).toEqual(['as a driver']);
  });

  it('reads a toolkit image back into the index, but no driver image', async () => {
    await finish(driver);
    expect(readBack).not.toHaveBeenCalled();

    const build = await finish(toolkit);
    expect(build).toMatchObject({ state: 'succeeded', digest: 'sha256:abc' });
    expect(readBack.mock.calls).toEqual([
      ['registry', '1-1', expect.any(AbortSignal)],
    ]);
  });

  it.each([
    ['a toolkit', toolkit],
    ['a driver', driver],
  ])(
    'masks the registries’ secrets in the output and errors of %s',
    async (_, plan) => {
      run = async (_plan, { log, onLines }) => {
        log('login with open sesame');
        onLines(['ci:open sesame']);
        throw new Error('open sesame was refused');
      };
      const build = await finish(plan);
      const told = [...(await linesOf(build)), build.error?.message].join('\n');

      expect(told).toContain('was refused');
      expect(told).not.toContain('sesame');
    },
  );

  it('keeps no more of a log than is configured', async () => {
    run = async (_, { log }) => {
      for (let i = 0; i < 100; i++) {
        log('x'.repeat(100));
      }
      return 'sha256:abc';
    };
    const lines = await linesOf(await finish(toolkit));
    expect(lines.join('').length).toBeLessThan(3_000);
  });

  it('notifies of each build that ended, and measures it', async () => {
    const { id } = await finish(toolkit);
    while (record.mock.calls.length < 2) {
      await delay(5);
    }
    expect(onFinished.mock.calls).toEqual([[id]]);
    const about = { type: 'toolkit', architecture: 'x86_64' };
    expect(record.mock.calls).toEqual([
      [
        'driver_toolkit.build.duration',
        expect.any(Number),
        { ...about, state: 'succeeded', builder: 'local' },
      ],
      ['driver_toolkit.build.wait', expect.any(Number), about],
    ]);
  });

  it('shows what its builders do', async () => {
    await system.buildStore.create(
      { ...toolkit, builder: 'another' },
      'user:default/ada',
    );
    const observe = jest.fn();
    for (const name of ['running', 'queued', 'reachable']) {
      await gauges.get(`driver_toolkit.builder.${name}`)!({ observe });
    }
    expect(observe.mock.calls).toEqual(
      [0, 0, 1].map(value => [value, { builder: 'local' }]),
    );
  });

  it('wakes who follows a build', async () => {
    const notified = jest.spyOn(system.notices, 'notify');
    const { id } = await finish(toolkit);
    expect(notified).toHaveBeenCalledWith(id);
  });

  it('removes what finished longer ago than is configured', async () => {
    const [old, young] = [await finish(toolkit), await finish(toolkit)];
    const last = await finish(toolkit);
    const daysAgo = (days: number) =>
      new Date(Date.now() - days * 86_400_000).toISOString();
    await knex('builds')
      .where({ id: old.id })
      .update({ finished_at: daysAgo(7.1) });
    await knex('builds')
      .where({ id: young.id })
      .update({ finished_at: daysAgo(6.9) });
    const tasks: Array<
      SchedulerServiceTaskScheduleDefinition &
        SchedulerServiceTaskInvocationDefinition
    > = [];
    await system.schedule(
      mockServices.scheduler.mock({
        scheduleTask: async task => {
          tasks.push(task);
        },
      }),
    );

    await tasks[0].fn(AbortSignal.timeout(10_000) as never);

    const { items } = await system.buildStore.list({});
    expect(items.map(({ id }) => id)).toEqual([last.id, young.id]);
  });
});
