import {
  actionsRegistryServiceFactory,
  actionsServiceFactory,
} from '@backstage/backend-defaults/alpha';
import { rootHealthServiceFactory } from '@backstage/backend-defaults/rootHealth';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import {
  DriverToolkitClient,
  driverToolkitPermissions,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  driverToolkitBuildersExtensionPoint,
  type BuilderType,
  type ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { idleBuilder } from './builds/__testUtils__/QueueOnDatabase';
import { openApiSpec } from './http/openapi.generated';
import driverToolkitPlugin from './index';

jest.setTimeout(60_000);

const BUILDER = { id: 'local', type: 'podman' };
const REPOSITORY = { id: 'registry', image: 'ghcr.io/acme/driver-toolkit' };
const MISSPELT = { builders: [BUILDER], kernelSource: [] };
const MISSPELT_TOLD =
  "driverToolkit.kernelSource is not a known key; did you mean 'kernelSources'?";

const ACTIONS = '/api/driver-toolkit/.backstage/actions/v1/actions';

const USER = { authorization: mockCredentials.user.header('user:default/ada') };

/** Every route, with a value for each parameter. */
const ROUTES = Object.entries(openApiSpec.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method): [string, string] => [
    method.toUpperCase(),
    path
      .replace('{id}', '01930000-0000-7000-8000-000000000000')
      .replace(/\{\w+\}/g, 'any')
      .replace(/\/manifests$/, '$&?for=kmm')
      .replace(/^\/matrix$/, '$&?source=any&repository=any')
      .replace(/^\/driver-claim$/, '$&?entityRef=component%3Adefault%2Fa'),
  ]),
);

function bodyOf(path: string): string {
  return JSON.stringify(
    path.endsWith('/move')
      ? {
          entityRef: 'component:default/nic',
          sourceRepository: 'github.com/acme/nic',
        }
      : { type: 'toolkit', source: 's', kernel: '1-1' },
  );
}

let backend: TestBackend | undefined;
const logger = mockServices.rootLogger.mock();
const scheduler = mockServices.scheduler.mock();
const authorize = jest.fn();

function decide(result: AuthorizeResult) {
  authorize.mockImplementation(async (requests: unknown[]) =>
    requests.map(() => ({ result })),
  );
}

beforeEach(() => {
  jest.clearAllMocks();
  logger.child.mockReturnValue(logger);
  decide(AuthorizeResult.ALLOW);
});

/** @param create - makes builders of the type `kitchen` */
async function start(
  driverToolkit: JsonObject,
  create: BuilderType['create'] = async () => idleBuilder(),
): Promise<void> {
  backend = await startTestBackend({
    features: [
      driverToolkitPlugin,
      createBackendModule({
        pluginId: 'driver-toolkit',
        moduleId: 'kitchen',
        register: env =>
          env.registerInit({
            deps: { builders: driverToolkitBuildersExtensionPoint },
            async init({ builders }) {
              const type = { type: 'kitchen', configFields: {} };
              builders.addBuilderType({ ...type, create });
            },
          }),
      }),
      actionsRegistryServiceFactory,
      actionsServiceFactory,
      rootHealthServiceFactory,
      catalogServiceMock.factory(),
      logger.factory,
      scheduler.factory,
      mockServices.permissions.mock({ authorize }).factory,
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
      mockServices.rootConfig.factory({ data: { driverToolkit } }),
    ],
  });
}

async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
) {
  const answer = await fetch(
    `http://127.0.0.1:${backend!.server.port()}${path}`,
    {
      ...options,
      ...(options.method === 'POST' && {
        headers: { 'content-type': 'application/json', ...options.headers },
        body: bodyOf(path),
      }),
    },
  );
  const text = await answer.text();
  return {
    status: answer.status,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

async function invoke(action: string, headers: Record<string, string>) {
  const answer = await fetch(
    `http://127.0.0.1:${backend!.server.port()}${ACTIONS}/${action}/invoke`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        source: 's',
        kernel: '1-1',
        entityRef: 'component:default/a',
        kinds: ['kmm'],
        buildId: '01930000-0000-7000-8000-000000000000',
      }),
    },
  );
  return { status: answer.status, text: await answer.text() };
}

const api = () =>
  DriverToolkitClient.create({
    discoveryApi: {
      getBaseUrl: async id =>
        `http://127.0.0.1:${backend!.server.port()}/api/${id}`,
    },
    fetchApi: {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...USER } }),
    },
  });

describe('a wrong configuration', () => {
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  it.each<[string, JsonObject, string]>([
    ['an unknown key', MISSPELT, MISSPELT_TOLD],
    [
      'a value of the wrong type',
      { builders: [{ ...BUILDER, concurrency: 'two' }] },
      "driverToolkit.builders[0].concurrency must be a whole number from 1 to 64, but is 'two'.",
    ],
    [
      'two builders with the same name',
      { builders: [BUILDER, BUILDER] },
      "driverToolkit.builders[1].id must be different from every other of its kind, but is 'local'.",
    ],
    [
      'a prefix of drivers that covers toolkits',
      {
        imageRepositories: [REPOSITORY],
        drivers: { repositories: [{ prefix: 'ghcr.io/acme' }] },
      },
      'driverToolkit.drivers.repositories[0].prefix must be a place that has driver images only, and not driverToolkit.imageRepositories[0].image (ghcr.io/acme/driver-toolkit), which they could overwrite',
    ],
    [
      'a missing signing key',
      {
        imageRepositories: [
          { ...REPOSITORY, push: true, signing: { keyFile: '/no/such.key' } },
        ],
      },
      'driverToolkit.imageRepositories[0].signing.keyFile is the path of a file that cannot be read (ENOENT)',
    ],
  ])('of %s stops the plugin alone', async (_, config, told) => {
    await start(config);

    expect(await ask('/.backstage/health/v1/readiness')).toMatchObject({
      status: 200,
    });
    await expect(api().getSources()).rejects.toMatchObject({
      statusCode: 503,
      message: expect.stringContaining(told),
    });
    expect(scheduler.scheduleTask).not.toHaveBeenCalled();
    const errors = logger.error.mock.calls.filter(([message]) =>
      String(message).includes(told),
    );
    expect(errors).toHaveLength(1);
  });

  it('of a builder that cannot be created closes the others', async () => {
    const close = jest.fn(async () => {});
    await start(
      {
        builders: [
          { id: 'good', type: 'kitchen' },
          { id: 'bad', type: 'kitchen' },
        ],
      },
      async config => {
        if (config.id === 'bad') {
          throw new InputError('driverToolkit.builders[1] has no stove.');
        }
        return { ...idleBuilder(), config, close } as ImageBuilder;
      },
    );

    await expect(api().getBuilders()).rejects.toThrow(
      'driverToolkit.builders[1] has no stove.',
    );
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('of images on a builder that keeps none closes it', async () => {
    const close = jest.fn(async () => {});
    await start(
      {
        builders: [{ id: 'cook', type: 'kitchen' }],
        imageRepositories: [
          { id: 'here', image: 'localhost/dtk', builder: 'cook' },
        ],
      },
      async config => ({ ...idleBuilder(), config, close } as ImageBuilder),
    );

    await expect(api().getBuilders()).rejects.toThrow(
      'driverToolkit.imageRepositories[0].builder must be the id of a builder that keeps images on this machine',
    );
    expect(close).toHaveBeenCalledTimes(1);
  });

  it("in the environment's proxies stops the plugin, too", async () => {
    const { HTTPS_PROXY } = process.env;
    process.env.HTTPS_PROXY = 'http://[hunter2';
    try {
      await start({ imageRepositories: [REPOSITORY] });
      const { message } = await api()
        .getSources()
        .catch(error => error);
      expect(message).toContain('HTTPS_PROXY is not the address of a proxy');
      expect(message).not.toContain('hunter2');
    } finally {
      if (HTTPS_PROXY === undefined) {
        delete process.env.HTTPS_PROXY;
      } else {
        process.env.HTTPS_PROXY = HTTPS_PROXY;
      }
    }
  });

  it('does not include an unavailable database: the portal waits for it', async () => {
    await expect(
      startTestBackend({
        features: [
          driverToolkitPlugin,
          catalogServiceMock.factory(),
          mockServices.database.mock({
            getClient: async () => {
              throw new Error('connect ECONNREFUSED');
            },
          }).factory,
          mockServices.rootConfig.factory({ data: { driverToolkit: {} } }),
        ],
      }),
    ).rejects.toThrow('ECONNREFUSED');
  });

  it('opens no database', async () => {
    const database = mockServices.database.mock();
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory(),
        database.factory,
        mockServices.rootConfig.factory({ data: { driverToolkit: MISSPELT } }),
      ],
    });
    expect(database.getClient).not.toHaveBeenCalled();
  });
});

describe('a stopped plugin', () => {
  beforeAll(() => start(MISSPELT));

  afterAll(() => backend?.stop());

  it.each(ROUTES)('says at %s %s what is wrong', async (method, path) => {
    const asked = `/api/driver-toolkit${path}`;
    expect(await ask(asked, { method })).toMatchObject({ status: 401 });

    logger.error.mockClear();
    expect(await ask(asked, { method, headers: USER })).toEqual({
      status: 503,
      body: {
        error: {
          name: 'WrongConfigurationError',
          message: `${MISSPELT_TOLD}\nThe Driver Toolkit does nothing until this is corrected and the backend is restarted.`,
        },
        request: { method, url: expect.any(String) },
        response: { statusCode: 503 },
      },
    });
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('hides the problems from callers who may not read the index', async () => {
    decide(AuthorizeResult.DENY);
    await expect(api().getBuilds()).rejects.toMatchObject({
      statusCode: 503,
      message:
        "The Driver Toolkit has stopped, because its configuration is wrong. Tell the operators of the portal: the backend's log says what is wrong.",
    });
    expect(authorize).toHaveBeenCalledWith(
      [
        {
          permission: expect.objectContaining({
            name: 'driver-toolkit.index.read',
          }),
        },
      ],
      expect.anything(),
    );
  });

  it('shows the problems in each action, but only to signed-in callers', async () => {
    const list = await ask(ACTIONS, { headers: USER });
    const ids = list.body.actions.map(({ id }: { id: string }) => id);
    expect(ids).toHaveLength(7);
    for (const id of ids) {
      expect(await invoke(id, {})).toMatchObject({ status: 401 });
      expect(await invoke(id, USER)).toEqual({
        status: 503,
        text: expect.stringContaining(MISSPELT_TOLD),
      });
    }
  });

  it('does not change permissions and the description of the API', async () => {
    const metadata = await ask(
      '/api/driver-toolkit/.well-known/backstage/permissions/metadata',
      { headers: USER },
    );
    expect(
      metadata.body.permissions.map(({ name }: { name: string }) => name),
    ).toEqual(driverToolkitPermissions.map(({ name }) => name));
    const { body } = await ask('/api/driver-toolkit/openapi.json', {
      headers: USER,
    });
    expect(Object.keys(body.paths)).toContain('/api/driver-toolkit/kernels');
  });
});
