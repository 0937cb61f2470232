import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DIGEST,
  driverToolkitApi,
  image,
  kernel,
  startScaffolder,
} from './__testUtils__';

const OTHER_DIGEST = DIGEST.replace('0123', 'fedc');

const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'driver', namespace: 'default' },
  spec: {
    type: 'driver-container',
    parameters: {},
    steps: [
      {
        id: 'image',
        name: 'Find its Driver Toolkit image',
        action: 'driver-toolkit:resolve-image',
        input: { kernel: 'centos-stream-9/5.14.0-391.el9' },
      },
      {
        id: 'await',
        name: 'Wait for its page',
        action: 'driver-toolkit:await-entity',
        input: { entityRef: 'component:default/driver' },
      },
    ],
    output: {
      image: '${{ steps.image.output.image }}',
      found: '${{ steps.await.output.found }}',
    },
  },
};
const driver: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'driver', namespace: 'default' },
  spec: {},
};

describe('a task whose scaffolder has crashed', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'scaffolder-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A scaffolder that keeps its tasks in the folder, and what its Driver Toolkit was asked. */
  async function start(digest: string, entities: Entity[], tasks: string) {
    const asked: string[] = [];
    const api = driverToolkitApi({
      kernels: [kernel()],
      images: [image({ digest })],
    });
    const catalog = catalogServiceMock({ entities });
    const scaffolder = await startScaffolder({
      api: (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        api(request, response);
      },
      catalog: catalogServiceMock.mock({
        getEntityByRef: async ref =>
          (await catalog.getEntityByRef(ref)) ??
          // The step that waits for the driver hangs until its process ends.
          (ref === 'component:default/driver'
            ? new Promise(() => {})
            : undefined),
      }).factory,
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
    return { ...scaffolder, asked };
  }

  it('continues at the interrupted step, with the image that it had found', async () => {
    const crashing = await start(DIGEST, [template], 'crashing');
    const task = await crashing.createTask(stringifyEntityRef(template));
    await crashing.untilEvent(
      task,
      ({ body }) => body.message === 'Beginning step Wait for its page',
    );
    await crashing.stop();
    // Unlike a crashed scaffolder, a stopped one still reports its unfinished task as alive. So it
    // keeps its database, and the next one gets a copy.
    await cp(
      path.join(directory, 'crashing'),
      path.join(directory, 'recovering'),
      { recursive: true },
    );

    const recovering = await start(
      OTHER_DIGEST,
      [template, driver],
      'recovering',
    );
    const { body } = await recovering.untilEvent(
      task,
      ({ type }) => type === 'completion',
    );
    await recovering.stop();

    expect(body.output).toEqual({
      image: `127.0.0.1:5050/dtk/driver-toolkit@${DIGEST}`,
      found: true,
    });
    expect(crashing.asked).toEqual([
      'GET /kernels/centos-stream-9/5.14.0-391.el9',
      'GET /images/lab/5.14.0-391.el9',
    ]);
    expect(recovering.asked).toEqual([]);
    // The scaffolder looks for such tasks every ten seconds.
  }, 60_000);
});
