import { resolve as resolvePath } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  BUILDS_SIGNAL,
  driverToolkitPermissions,
  DriverToolkitClient,
  INDEX_CHANGED_TOPIC,
  isFinished,
  type Build,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { HostileWorld, WORLD_KERNEL } from './__testUtils__/HostileWorld';
import { PodmanBuilder } from './builders/podman/PodmanBuilder';
import { idleBuilder } from './builds/__testUtils__/QueueOnDatabase';
import { ToolkitBuildRunner } from './builds/toolkit/ToolkitBuildRunner';
import driverToolkitPlugin from './index';

jest.setTimeout(60_000);

const TAGS = '/v2/dtk/tags/list';
const MANIFEST = `/v2/dtk/manifests/${WORLD_KERNEL}`;
const KERNEL = { source: 'mirror', kernel: WORLD_KERNEL } as const;

/** The plugin's parts have their own tests; these test that they are connected. Only podman is simulated. */
describe('the plugin connects', () => {
  let world: HostileWorld;
  let backend: TestBackend;
  let api: DriverToolkitApi;
  let run: jest.SpyInstance<Promise<string>>;
  const builder = idleBuilder();
  const closed = jest.spyOn(builder, 'close');
  const scheduled: string[] = [];
  const actions = actionsRegistryServiceMock();
  const auditor = mockServices.auditor.mock();
  const events = mockServices.events.mock();
  const permissionsRegistry = mockServices.permissionsRegistry.mock({
    getPermissionRuleset: () => ({ getRuleByName: () => undefined! }),
  });
  const send = jest.fn(async () => {});
  const publish = jest.fn(async () => {});

  beforeAll(async () => {
    world = await HostileWorld.start();
    jest
      .spyOn(PodmanBuilder, 'create')
      .mockResolvedValue(builder as PodmanBuilder);
    run = jest.spyOn(ToolkitBuildRunner.prototype, 'run') as typeof run;
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory(),
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => actions,
        }),
        auditor.factory,
        events.factory,
        permissionsRegistry.factory,
        mockServices.scheduler.mock({
          scheduleTask: async ({ id }) => {
            scheduled.push(id);
          },
        }).factory,
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({ publish }),
        }),
        createServiceFactory({
          service: notificationService,
          deps: {},
          factory: () => ({ send }),
        }),
        mockServices.rootConfig.factory({
          data: {
            driverToolkit: {
              builders: [
                { id: 'local', type: 'podman', architectures: ['x86_64'] },
              ],
              toolkit: {
                containerfile: resolvePath(__dirname, '../../../Dockerfile'),
                baseImage: `${world.host}/other-dtk:${WORLD_KERNEL}`,
              },
              kernelSources: [
                {
                  id: 'mirror',
                  type: 'rpm',
                  repositories: [`http://${world.host}/mirror/`],
                  architectures: ['x86_64'],
                },
              ],
              imageRepositories: [
                {
                  id: 'dtk',
                  image: `${world.host}/dtk`,
                  insecure: true,
                  push: true,
                },
              ],
              maintain: [{ kernelSource: 'mirror', imageRepository: 'dtk' }],
            },
          },
        }),
      ],
    });
    api = DriverToolkitClient.create({
      discoveryApi: {
        getBaseUrl: async id =>
          `http://127.0.0.1:${backend.server.port()}/api/${id}`,
      },
    });
  });

  afterAll(async () => {
    await backend?.stop();
    await world.stop();
    jest.restoreAllMocks();
  });

  beforeEach(async () => {
    run.mockReset();
    run.mockImplementation(async () => {
      // From now on, the registry has the image.
      world.calm();
      return `sha256:${'a'.repeat(64)}`;
    });
    world.answer(TAGS, (_, response) =>
      response.end(JSON.stringify({ name: 'dtk', tags: [] })),
    );
    world.answer(MANIFEST, (_, response) =>
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] })),
    );
    await api.refreshSource('mirror');
    await api.refreshSource('dtk', { acceptRemoval: true });
    for (const mock of [send, publish, auditor.createEvent, events.publish]) {
      mock.mockClear();
    }
  });

  async function finish(build: Build): Promise<Build> {
    for (;;) {
      const stored = await api.getBuild(build.id);
      if (isFinished(stored)) {
        return stored;
      }
      await delay(10);
    }
  }

  async function until(called: { mock: { calls: unknown[] } }) {
    while (called.mock.calls.length === 0) {
      await delay(10);
    }
  }

  const changedSources = () =>
    events.publish.mock.calls.map(
      ([{ topic, eventPayload }]) =>
        topic === INDEX_CHANGED_TOPIC &&
        (eventPayload as { source: string }).source,
    );

  it('its schedules, permissions and actions to the portal', () => {
    expect(scheduled.sort()).toEqual([
      'check-owner',
      'maintain-mirror/dtk',
      'refresh-dtk',
      'refresh-mirror',
      'refresh-toolkit-inputs',
      'remove-old-builds',
    ]);
    expect(permissionsRegistry.addPermissions).toHaveBeenCalledWith(
      driverToolkitPermissions,
    );
    expect([...actions.actions.keys()].length).toBe(7);
  });

  it('the index to the catalog: readings are published', async () => {
    await api.refreshSource('mirror');
    expect(changedSources()).toEqual(['mirror']);
  });

  it('a library to the queue, to its viewers, and to its builds', async () => {
    const { queued } = await api.runMaintenance('mirror', 'dtk');
    expect(queued.map(({ kernel }) => kernel)).toEqual([WORLD_KERNEL]);
    await until(publish);
    const [build] = (await api.getBuilds({})).items;
    expect((await finish(build)).state).toBe('succeeded');
    expect((await api.runMaintenance('mirror', 'dtk')).queued).toEqual([]);
  });

  it('a request to the audit log, to a builder, to the index and to viewers', async () => {
    const before = await api.getKernel('mirror', WORLD_KERNEL);
    expect(before.imageState).toBe('absent');

    const { build } = await api.createBuild({ type: 'toolkit', ...KERNEL });
    expect((await finish(build)).state).toBe('succeeded');

    const after = await api.getKernel('mirror', WORLD_KERNEL);
    expect(after.imageState).toBe('present');
    expect(after.latestBuild).toMatchObject({ id: build.id });
    expect(changedSources()).toEqual(['dtk']);
    expect(auditor.createEvent).toHaveBeenCalledTimes(1);
    await until(publish);
    expect(publish).toHaveBeenCalledWith(
      expect.objectContaining({ channel: BUILDS_SIGNAL }),
    );
  });

  it('the end of a build to its viewers, also without further requests', async () => {
    let end: () => void = () => {};
    run.mockImplementation(async () => {
      await new Promise<void>(resolve => {
        end = resolve;
      });
      return `sha256:${'a'.repeat(64)}`;
    });
    const { build } = await api.createBuild({ type: 'toolkit', ...KERNEL });
    await until(publish);
    await until(run);
    publish.mockClear();

    end();
    expect((await finish(build)).state).toBe('succeeded');
    await until(publish);
  });

  it('a failure to the requester', async () => {
    run.mockRejectedValue(new BuildFailedError('gcc is missing'));
    const { build } = await api.createBuild({ type: 'toolkit', ...KERNEL });
    expect((await finish(build)).error?.message).toBe('gcc is missing');

    await until(send);
    expect(send).toHaveBeenCalledWith(
      expect.objectContaining({
        recipients: expect.objectContaining({ entityRef: expect.anything() }),
      }),
    );
  });

  it('a log to its readers', async () => {
    run.mockImplementation(async (_plan, context) => {
      context.log('one line');
      return `sha256:${'a'.repeat(64)}`;
    });
    const { build } = await api.createBuild({ type: 'toolkit', ...KERNEL });
    const lines: string[] = [];
    for await (const event of api.followBuild(build.id)) {
      if (event.type === 'log') {
        lines.push(event.line.line);
      }
    }
    expect(lines).toEqual(['one line']);
    expect(await api.getBuildLog(build.id)).toBe('one line\n');
  });

  it('a cancellation to the running build', async () => {
    run.mockImplementation(async (_plan, { signal }) => {
      await delay(60_000, undefined, { signal });
      return '';
    });
    const { build } = await api.createBuild({ type: 'toolkit', ...KERNEL });
    await until(run);
    await api.cancelBuild(build.id);

    expect((await finish(build)).state).toBe('cancelled');
    expect(auditor.createEvent).toHaveBeenCalledTimes(2);
  });

  it('the end of the backend to its builders', async () => {
    expect(closed).not.toHaveBeenCalled();
    await backend.stop();
    expect(closed).toHaveBeenCalledTimes(1);
  });
});
