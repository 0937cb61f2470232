import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { BuildsApi, DIGEST, startScaffolder } from '../__testUtils__';

const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'driver', namespace: 'default' },
  spec: {
    type: 'driver-container',
    parameters: {},
    steps: [
      {
        id: 'build',
        name: 'Build the driver',
        action: 'driver-toolkit:build',
        input: {
          type: 'driver',
          entityRef: 'component:default/acme',
          kernel: 'centos-stream-9/5.14.0-391.el9',
        },
      },
    ],
    output: { digest: '${{ steps.build.output.digest }}' },
  },
};

describe('a task that builds, whose scaffolder has crashed', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'scaffolder-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  const start = (api: BuildsApi, tasks: string) =>
    startScaffolder({
      api: (request, response) => void api.serve(request, response),
      catalog: catalogServiceMock.factory({ entities: [template] }),
      config: {
        backend: {
          database: {
            client: 'better-sqlite3',
            connection: { directory: path.join(directory, tasks) },
          },
        },
        scaffolder: {
          taskRecovery: { enabled: true, staleTimeout: { seconds: 1 } },
        },
      },
    });

  it('waits for the same build, and starts no second one', async () => {
    const api = new BuildsApi();
    const crashing = await start(api, 'crashing');
    const task = await crashing.createTask(stringifyEntityRef(template));
    while (api.builds.length === 0 || !api.isFollowed(api.builds[0].id)) {
      await delay(20);
    }
    // Like its database at the moment of a crash. A stopped scaffolder would
    // still cancel the task.
    await cp(
      path.join(directory, 'crashing'),
      path.join(directory, 'recovering'),
      { recursive: true },
    );
    const [{ id }] = api.builds;

    const recovering = await start(api, 'recovering');
    await recovering.untilEvent(task, ({ type }) => type === 'recovered');
    api.end(id, 'succeeded');
    const { body } = await recovering.untilEvent(
      task,
      ({ type }) => type === 'completion',
    );
    await recovering.stop();
    await crashing.stop();

    expect(body.output).toEqual({ digest: DIGEST });
    expect(api.asked.filter(line => line.startsWith('POST'))).toHaveLength(1);
    // The scaffolder looks for such tasks every ten seconds.
  }, 60_000);
});
