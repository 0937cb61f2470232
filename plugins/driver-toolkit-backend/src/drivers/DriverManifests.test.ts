import { setTimeout as delay } from 'node:timers/promises';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { DriverManifests } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { driverEntity } from '../__testUtils__/driverEntity';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { DatabaseImageStore } from '../database/index/ImageStore';
import { DatabaseSourceStore } from '../database/index/SourceStore';
import driverToolkitPlugin from '../index';
import { storeReading } from '../index/__testUtils__/storeReading';
import { flavourOf, imageOf } from '../index/__testUtils__/TestIndex';
import type { DriverPlan } from '../plans/BuildPlan';

jest.setTimeout(60_000);

const IMAGE = 'registry.example.com/drivers/nic';
const TOOLKIT = `registry.example.com/dtk@sha256:${'0'.repeat(64)}`;
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;
const nic = driverEntity('nic', {
  image: IMAGE,
  location: 'https://forge.example.com/acme/nic/',
});

describe('the manifests of a driver', () => {
  let knex: Knex;
  let builds: DatabaseBuildStore;
  let backend: TestBackend;
  let driverFile: string | undefined;
  let reads = 0;

  beforeAll(async () => {
    knex = await createTestDatabase('SQLITE_3');
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory({ entities: [nic] }),
        mockServices.database.factory({ knex }),
        mockServices.scheduler.factory({ skipTaskRunOnStartup: true }),
        mockServices.urlReader.mock({
          readTree: async () => {
            reads++;
            await delay(50);
            return {
              etag: 'c0ffee',
              files: async () =>
                driverFile === undefined
                  ? []
                  : [
                      {
                        path: 'driver.yaml',
                        content: async () => Buffer.from(driverFile!),
                      },
                    ],
              archive: async () => {
                throw new Error('not an archive');
              },
              dir: async () => '',
            };
          },
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            driverToolkit: {
              kernelSources: [
                {
                  id: 'stream',
                  type: 'rpm',
                  repositories: ['http://127.0.0.1:9/'],
                  os: { id: 'centos', version: '9' },
                },
              ],
              imageRepositories: [
                { id: 'registry', image: 'registry.example.com/dtk' },
              ],
              drivers: {
                repositories: [{ prefix: 'registry.example.com/drivers' }],
              },
            },
          },
        }),
      ],
    });
    builds = new DatabaseBuildStore(knex);
    await storeReading(knex, 'stream', {
      kernels: ['1-1.el9', '1-2.el9', '1-3.el9'].map(kernel => ({
        kernel,
        flavours: [flavourOf(kernel, 'x86_64')],
      })),
    });
    await new DatabaseImageStore(knex).replace(
      'registry',
      await new DatabaseSourceStore(knex).beginAttempt('registry'),
      {
        images: [imageOf('1-3.el9', { digest: digestOf('e') })],
        warnings: [],
      },
    );
  });

  afterAll(() => backend.stop());

  beforeEach(async () => {
    driverFile = 'modules: [nic]\n';
    reads = 0;
    await knex('builds').delete();
  });

  /** A finished build of the driver. */
  async function build(
    kernel: string,
    digest: string,
    options: { state?: 'failed' | 'succeeded'; image?: string } = {},
  ) {
    const { state = 'succeeded', image = IMAGE } = options;
    const plan: DriverPlan = {
      type: 'driver',
      source: 'stream',
      kernel,
      architecture: 'x86_64',
      variant: 'default',
      unameRelease: `${kernel}.x86_64`,
      entityRef: 'component:default/nic',
      location: 'https://forge.example.com/acme/nic/',
      toolkitImage: TOOLKIT,
      imageReference: `${image}:${kernel}.x86_64`,
    };
    const { build: queued } = await builds.create(plan, 'user:default/ada');
    const { lease } = (await builds.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: 30_000,
    }))!;
    await builds.advance(queued.id, lease, ['running'], state, { digest });
  }

  async function get(query: string, driver = 'default/nic') {
    const answer = await fetch(
      `http://127.0.0.1:${backend.server.port()}/api/driver-toolkit/drivers/${driver}/manifests?${query}`,
    );
    const body = await answer.json();
    return {
      status: answer.status,
      manifests: body as DriverManifests,
      message: body.error?.message as string | undefined,
    };
  }

  it('are for all kernels with an image, the newest first', async () => {
    await build('1-1.el9', digestOf('a'));
    await build('1-2.el9', digestOf('b'));
    await build('1-1.el9', digestOf('c'));
    await build('1-1.el9', digestOf('d'), { state: 'failed' });

    const { status, manifests } = await get('for=kmm&for=daemonset');

    expect(status).toBe(200);
    expect(manifests).toMatchObject({
      commit: 'c0ffee',
      warnings: [],
      kernels: [
        { unameRelease: '1-2.el9.x86_64', digest: digestOf('b') },
        { unameRelease: '1-1.el9.x86_64', digest: digestOf('c') },
      ],
    });
    const [kmm, sets] = manifests.files;
    expect(kmm.content).toContain(
      "regexp: '^(?:1-2\\.el9\\.x86_64|1-1\\.el9\\.x86_64)$'",
    );
    expect(sets.content.match(/image: '.+'/g)).toEqual([
      `image: '${IMAGE}@${digestOf('b')}'`,
      `image: '${IMAGE}@${digestOf('c')}'`,
    ]);
  });

  it('leave out kernels that the driver no longer supports', async () => {
    driverFile = "modules: [nic]\nkernels: { range: '> 1-1.el9' }\n";
    await build('1-1.el9', digestOf('a'));
    await build('1-2.el9', digestOf('b'));

    expect((await get('for=kmm')).manifests.kernels).toMatchObject([
      { unameRelease: '1-2.el9.x86_64' },
    ]);
    expect(await get('for=kmm&kernel=1-1.el9.x86_64')).toMatchObject({
      status: 400,
      message: expect.stringContaining('kernels.range of driver.yaml'),
    });
  });

  it('name a coming kernel’s toolkit image, and say that a driver is missing', async () => {
    const query = 'kernel=1-3.el9.x86_64&for=openshift&for=preflight';
    const { manifests } = await get(query);
    expect(manifests.warnings).toEqual([]);
    expect(manifests.files).toMatchObject([
      {
        kind: 'preflight',
        content: expect.stringContaining(
          `dtkImage: 'registry.example.com/dtk@${digestOf('e')}'`,
        ),
      },
    ]);
    expect((await get(`${query}&for=daemonset`)).manifests.warnings).toEqual([
      expect.stringContaining('has built no image for 1-3.el9.x86_64'),
    ]);
  });

  it('have tags with the distribution of the kernel’s source', async () => {
    driverFile =
      "modules: [nic]\ntag: '${KERNEL_FULL_VERSION}-${OS_ID}${OS_VERSION}'\n";
    const { manifests } = await get('for=kmm&kernel=1-3.el9.x86_64');
    expect(manifests.files[0].content).toContain(
      `containerImage: '${IMAGE}:\${KERNEL_FULL_VERSION}-centos9'`,
    );
  });

  it('follow the request', async () => {
    await build('1-1.el9', digestOf('a'));
    driverFile = "modules: [nic]\nversion: '2'\nfirmware: [a]\n";
    const { manifests } = await get(
      [
        'for=kmm&for=daemonset&targetName=acme&targetNamespace=drivers',
        'imagePullSecret=registry&selector=a%3Db&toleration=c%3ANoExecute',
        'pin=true&orderedUpgrade=false&probes=false',
        'firmwarePath=%2Fvar%2Flib%2Ffirmware',
      ].join('&'),
    );
    const [kmm, sets] = manifests.files.map(({ content }) => content);
    for (const content of [kmm, sets]) {
      expect(content).toContain("name: 'acme'");
      expect(content).toContain("namespace: 'drivers'");
      expect(content).toContain("name: 'registry'");
      expect(content).toContain("a: 'b'");
      expect(content).toContain("effect: 'NoExecute'");
    }
    expect(kmm).toContain("literal: '1-1.el9.x86_64'");
    expect(kmm).not.toContain('version: ');
    expect(sets).not.toContain('Probe');
    expect(sets).toContain("path: '/var/lib/firmware'");
    const bootc = await get(
      'for=bootc&bootcImage=registry.example.com%2Fos%3A1',
    );
    expect(bootc.manifests.files[0].content).toContain(
      'ARG BOOTC_IMAGE=registry.example.com/os:1\n',
    );
  });

  it('share reads of the forge', async () => {
    await Promise.all(Array.from({ length: 5 }, () => get('for=kmm')));
    expect(reads).toBeLessThan(5);
  });

  it.each([
    ['default/none', 404, 'has no entity component:default/none'],
    ['default/nic', 404, 'has no driver.yaml'],
  ])('of %s: %i, %s', async (driver, status, message) => {
    driverFile = undefined;
    expect(await get('for=kmm', driver)).toMatchObject({
      status,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['for=helm', 'must be equal to one of the allowed values'],
    ['', "required property 'for'"],
    ['for=daemonset', 'There is no kernel to render'],
    ['for=kmm&kernel=a%20b', 'must match pattern'],
    ['for=kmm&toleration=a%20b', 'write <key>[=<value>]'],
    ['for=kmm&firmwarePath=etc', 'must match pattern'],
  ])('refuse %s', async (query, message) => {
    expect(await get(query)).toMatchObject({
      status: 400,
      message: expect.stringContaining(message),
    });
  });

  it('are only of images that the configuration allows', async () => {
    driverFile = 'modules: [nic]\nimage: other.example.com/nic\n';
    expect(await get('for=kmm')).toMatchObject({
      status: 400,
      message: expect.stringContaining('driverToolkit.drivers.repositories'),
    });
  });
});
