import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  DefaultNamespaceEntityPolicy,
  EntityPolicies,
  FieldFormatEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
  type Entity,
} from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
  type EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import type { Snapshot } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { catalogModuleDriverToolkit } from './module';

type Config = { catalog?: string | { owner: string | { group: string } } };

const kernelRef = 'resource:default/centos-stream-9-5.14.0-391.el9';
const snapshot: Snapshot = {
  complete: true,
  sources: [
    {
      id: 'centos-stream-9',
      kind: 'kernels',
      type: 'rpm',
      title: 'CentOS Stream 9',
      refreshing: false,
      items: 1,
      warnings: [],
      lastSuccess: '2026-01-01T00:00:00.000Z',
    },
    {
      id: 'quay',
      kind: 'images',
      type: 'oci',
      title: 'Quay',
      refreshing: false,
      items: 2,
      warnings: [],
      lastSuccess: '2026-01-01T00:00:00.000Z',
    },
  ],
  kernels: [
    {
      source: 'centos-stream-9',
      kernel: '5.14.0-391.el9',
      tag: '5.14.0-391.el9',
      entityRef: kernelRef,
      retired: false,
      imageState: 'present',
      images: [],
      flavours: [
        {
          architecture: 'x86_64',
          variant: 'default',
          release: '5.14.0-391.el9',
          unameRelease: '5.14.0-391.el9.x86_64',
          buildable: true,
          packages: ['kernel-core'],
        },
      ],
    },
  ],
  images: [
    {
      repository: 'quay',
      tag: '5.14.0-391.el9',
      reference: 'quay.io/org/driver-toolkit:5.14.0-391.el9',
      entityRef: 'resource:default/quay-5.14.0-391.el9',
      digest: 'sha256:1',
      labels: {},
      platforms: [],
      created: '2026-01-01T00:00:00.000Z',
      kernels: [
        {
          source: 'centos-stream-9',
          kernel: '5.14.0-391.el9',
          entityRef: kernelRef,
        },
      ],
    },
    {
      repository: 'quay',
      tag: 'latest',
      reference: 'quay.io/org/driver-toolkit:latest',
      entityRef: 'resource:default/quay-latest',
      labels: {},
      platforms: [],
      kernels: [],
    },
  ],
};

describe('catalogModuleDriverToolkit', () => {
  let server: Server;
  let answer: Snapshot;
  let problem: string | undefined;
  let mutations: EntityProviderMutation[];
  const logger = mockServices.logger.mock();
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    problem = undefined;
    mutations = [];
    answer = structuredClone(snapshot);
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (problem !== undefined) {
        response.writeHead(503, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({
            error: { name: 'WrongConfigurationError', message: problem },
            response: { statusCode: 503 },
          }),
        );
        return;
      }
      const body = JSON.stringify(answer);
      const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, { etag }).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', etag });
      response.end(body);
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });

  afterEach(() => new Promise(done => server.close(done)));

  /** The mutations of one refresh with a new catalog. */
  async function refresh(
    config: Config = {},
  ): Promise<EntityProviderMutation[]> {
    const record = async (mutation: EntityProviderMutation) => {
      mutations.push(mutation);
    };
    await withCatalog(record, refreshOnce => refreshOnce(), config);
    return mutations;
  }

  /** Runs the module with a catalog that the test plays. */
  async function withCatalog(
    applyMutation: (mutation: EntityProviderMutation) => Promise<void>,
    use: (refresh: () => Promise<void>) => Promise<void>,
    config: Config = {},
  ): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const providers: EntityProvider[] = [];
    const scheduler = mockServices.scheduler.mock();
    const backend = await startTestBackend({
      extensionPoints: [
        [
          catalogProcessingExtensionPoint,
          { addEntityProvider: (p: EntityProvider) => providers.push(p) },
        ],
      ],
      features: [
        catalogModuleDriverToolkit,
        scheduler.factory,
        logger.factory,
        mockServices.rootConfig.factory({ data: { driverToolkit: config } }),
        mockServices.discovery.mock({
          getBaseUrl: async plugin => `http://127.0.0.1:${port}/${plugin}`,
        }).factory,
      ],
    });
    try {
      const [provider] = providers;
      await provider.connect({ applyMutation, refresh: async () => {} });
      const [[{ fn }]] = scheduler.scheduleTask.mock.calls;
      await use(async () => fn(new AbortController().signal as never));
    } finally {
      await backend.stop();
    }
  }

  function entitiesOf(mutation: EntityProviderMutation): Entity[] {
    const deferred =
      mutation.type === 'full' ? mutation.entities : mutation.added;
    return deferred.map(({ entity }) => entity);
  }

  it('gives the catalog valid entities of sources, kernels and toolkit images', async () => {
    const [mutation] = await refresh();
    const entities = entitiesOf(mutation);
    const policy = EntityPolicies.allOf([
      new SchemaValidEntityPolicy(),
      new DefaultNamespaceEntityPolicy(),
      new FieldFormatEntityPolicy(),
    ]);
    for (const entity of entities) {
      await policy.enforce(entity);
    }
    expect(await systemEntityV1alpha1Validator.check(entities[0])).toBe(true);
    expect(await resourceEntityV1alpha1Validator.check(entities[1])).toBe(true);

    expect(mutation.type).toBe('full');
    expect(entities.map(e => `${e.kind}:${e.metadata.name}`)).toEqual([
      'System:centos-stream-9',
      'Resource:centos-stream-9-5.14.0-391.el9',
      'Resource:quay-5.14.0-391.el9',
    ]);
    expect(entities[2]).toMatchObject({
      metadata: {
        annotations: {
          'driver-toolkit/image': 'quay.io/org/driver-toolkit:5.14.0-391.el9',
          'driver-toolkit/kernel': 'centos-stream-9/5.14.0-391.el9',
        },
        links: [
          {
            url: 'https://quay.io/repository/org/driver-toolkit?tab=tags',
            title: 'quay.io/org/driver-toolkit',
          },
        ],
      },
      spec: {
        type: 'driver-toolkit-image',
        owner: 'group:default/platform',
        system: 'centos-stream-9',
        dependsOn: [kernelRef],
      },
    });
    expect(asked).toEqual(['GET /driver-toolkit/snapshot']);
  });

  it('gives the same bytes if only times and build states have changed', async () => {
    const before = JSON.stringify(entitiesOf((await refresh())[0]));
    answer.sources[0].lastSuccess = '2026-02-02T00:00:00.000Z';
    answer.sources[1].error = 'The registry answered 503';
    answer.kernels[0].imageState = 'unknown';
    answer.images[0].created = '2026-02-02T00:00:00.000Z';

    expect(JSON.stringify(entitiesOf((await refresh())[0]))).toBe(before);
  });

  it('marks a kernel that has left its source', async () => {
    answer.kernels[0].retired = true;

    const [mutation] = await refresh();
    expect(entitiesOf(mutation)[1].metadata.tags).toEqual(['retired']);
  });

  it('gives entities the configured owner', async () => {
    const config = { catalog: { owner: 'group:default/kernels' } };
    const [mutation] = await refresh(config);
    expect(entitiesOf(mutation).map(({ spec }) => spec?.owner)).toEqual([
      'group:default/kernels',
      'group:default/kernels',
      'group:default/kernels',
    ]);
  });

  it('keeps all entities while a wrong configuration stops the backend, and says so', async () => {
    problem = 'driverToolkit.kernelSource is not a known key';
    await expect(refresh()).rejects.toThrow(problem);
    expect(mutations).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining(problem));
  });

  it.each<[string, Config]>([
    ['an owner that is no text', { catalog: { owner: { group: 'a' } } }],
    ['a catalog that is no section', { catalog: 'platform' }],
  ])('lets the catalog start with %s, and adds nothing', async (_, config) => {
    await expect(refresh(config)).rejects.toThrow('driverToolkit.catalog');
    expect(asked).toEqual(['GET /driver-toolkit/snapshot']);
    expect(mutations).toEqual([]);
  });

  it('sends nothing to the catalog while the index is unchanged', async () => {
    const applyMutation = jest.fn(async () => {});
    await withCatalog(applyMutation, async refreshAgain => {
      await refreshAgain();
      await refreshAgain();
      expect(applyMutation).toHaveBeenCalledTimes(1);

      answer.kernels[0].retired = true;
      await refreshAgain();
      expect(applyMutation).toHaveBeenCalledTimes(2);
    });
  });

  it('sends all entities again after an hour, because one may have been deleted', async () => {
    const applyMutation = jest.fn(async () => {});
    await withCatalog(applyMutation, async refreshAgain => {
      await refreshAgain();
      const now = Date.now();
      const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 3_599_000);
      await refreshAgain();
      expect(applyMutation).toHaveBeenCalledTimes(1);

      clock.mockReturnValue(now + 3_601_000);
      await refreshAgain();
      expect(applyMutation).toHaveBeenCalledTimes(2);
      clock.mockRestore();
    });
  });

  it('sends entities again after the catalog failed', async () => {
    const applyMutation = jest
      .fn(async () => {})
      .mockRejectedValueOnce(new Error('The database is locked'));
    await withCatalog(applyMutation, async refreshAgain => {
      await expect(refreshAgain()).rejects.toThrow('locked');
      await refreshAgain();
      expect(applyMutation).toHaveBeenCalledTimes(2);
    });
  });

  it('removes nothing while a source was never read', async () => {
    answer.complete = false;

    expect(await refresh()).toMatchObject([{ type: 'delta', removed: [] }]);
  });
});
