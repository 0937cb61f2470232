import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { MaintenanceRunStore } from '../database/libraries/MaintenanceRunStore';
import driverToolkitPlugin from '../index';
import { storeReading } from '../index/__testUtils__/storeReading';
import { libraryName } from '../libraries/Library';
import type { ToolkitPlan } from '../plans/BuildPlan';
import {
  documentedStatuses,
  OPERATIONS,
} from './__testUtils__/documentedStatuses';
import { MAX_STREAMS } from './CallerStreams';

jest.setTimeout(60_000);

const NONE = '01930000-0000-7000-8000-000000000000';
const LIBRARY = { kernelSource: 'stream', imageRepository: 'registry' };
const CONFIGURATION = {
  kernelSources: [
    { id: 'stream', type: 'rpm', repositories: ['http://127.0.0.1:9/'] },
  ],
  imageRepositories: [
    { id: 'registry', image: '127.0.0.1:9/dtk', push: true, insecure: true },
  ],
  maintain: [LIBRARY],
};
const PLAN: ToolkitPlan = {
  type: 'toolkit',
  source: 'stream',
  kernel: '1-1',
  architecture: 'x86_64',
  repository: 'registry',
  tag: '1-1',
  imageReference: '127.0.0.1:9/dtk:1-1',
  baseImage: 'base',
  unameReleases: [],
};
const USER = { authorization: mockCredentials.user.header('user:default/ada') };

/** Parameters of things that do not exist, by path. */
const MISSING: Record<string, string> = {
  '/kernels': '/kernels?source=none',
  '/coverage': '/coverage?source=none',
  '/images': '/images?repository=none',
  '/matrix': '/matrix?source=none&repository=registry',
  '/driver-claim': '/driver-claim?entityRef=component%3Adefault%2Fnone',
  '/drivers/{namespace}/{name}/manifests':
    '/drivers/default/none/manifests?for=kmm',
};

function bodyOf(path: string): JsonObject {
  return path.endsWith('/move')
    ? { entityRef: 'component:default/a', sourceRepository: 'forge.com/a/b' }
    : { type: 'toolkit', source: 'none', kernel: '1-1' };
}

/** Provokes each documented status once, and allows no other. */
describe('the errors of the HTTP API', () => {
  let running: TestBackend;
  let stopped: TestBackend;
  let queued: string;
  let finished: string;
  let isAllowed = true;
  /** Error statuses that each operation gave. */
  const given = new Map<string, Set<number>>();

  async function start(
    driverToolkit: JsonObject,
    knex = createTestDatabase('SQLITE_3'),
  ) {
    const decide = async (requests: unknown[]) =>
      requests.map(() => ({
        result: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      }));
    return startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory(),
        mockServices.database.factory({ knex: await knex }),
        // No source is read during the test.
        mockServices.scheduler.mock().factory,
        mockServices.permissions.mock({
          authorize: decide as never,
          authorizeConditional: decide as never,
        }).factory,
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.rootConfig.factory({ data: { driverToolkit } }),
      ],
    });
  }

  beforeAll(async () => {
    const knex = await createTestDatabase('SQLITE_3');
    running = await start(CONFIGURATION, Promise.resolve(knex));
    stopped = await start({ kernelSource: [] });

    await storeReading(knex, 'stream', {
      kernels: [
        {
          kernel: '1-1',
          flavours: [
            {
              architecture: 'x86_64',
              variant: 'default',
              release: '1-1',
              unameRelease: '1-1.x86_64',
              buildable: true,
              packages: [],
            },
          ],
        },
      ],
    });
    const builds = new DatabaseBuildStore(knex);
    const create = async (plan: ToolkitPlan) =>
      (await builds.create(plan, 'user:default/ada')).build.id;
    queued = await create(PLAN);
    finished = await create({ ...PLAN, architecture: 'aarch64' });
    await builds.requestCancel(finished);
    await knex('builds').where({ id: finished }).update({ state: 'failed' });
    await new MaintenanceRunStore(knex).begin(
      libraryName({ ...LIBRARY } as never),
      'user:default/ada',
      new Date(Date.now() + 600_000),
    );
  });

  afterAll(async () => {
    await running?.stop();
    await stopped?.stop();
  });

  /**
   * Sends a request, and records its status for the operation if it is an
   * error.
   */
  async function ask(
    operation: readonly [string, string],
    path: string,
    options: {
      backend?: TestBackend;
      headers?: Record<string, string>;
      body?: JsonObject;
      signal?: AbortSignal;
    } = {},
  ): Promise<number> {
    const { backend = running, headers = USER, signal } = options;
    const [method] = operation;
    const answer = await fetch(
      `http://127.0.0.1:${backend.server.port()}/api/driver-toolkit${path}`,
      {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        signal,
        ...(method === 'POST' && {
          body: JSON.stringify(options.body ?? bodyOf(path)),
        }),
      },
    );
    if (answer.status >= 400) {
      const key = operation.join(' ');
      given.set(key, (given.get(key) ?? new Set()).add(answer.status));
      expect(await answer.json()).toMatchObject({
        error: { name: expect.any(String), message: expect.any(String) },
        request: { method, url: expect.any(String) },
        response: { statusCode: answer.status },
      });
    }
    return answer.status;
  }

  const fill = (path: string, id = NONE) =>
    (MISSING[path] ?? path).replace('{id}', id).replace(/\{\w+\}/g, 'none');

  it.each(OPERATIONS)(
    'of %s %s: 400, 401, 403 and 503',
    async (...operation) => {
      const path = fill(operation[1]);
      const sign = path.includes('?') ? '&' : '?';
      expect(await ask(operation, `${path}${sign}no=1`)).toBe(400);
      expect(await ask(operation, path, { headers: {} })).toBe(401);
      isAllowed = false;
      try {
        expect(await ask(operation, path)).toBe(403);
      } finally {
        isAllowed = true;
      }
      expect(await ask(operation, path, { backend: stopped })).toBe(503);
    },
  );

  it.each(
    OPERATIONS.filter(
      ([method, path]) =>
        path.includes('{') || path in MISSING || method === 'POST',
    ),
  )('of %s %s: 404', async (...operation) => {
    expect(await ask(operation, fill(operation[1]))).toBe(404);
  });

  it('of a conflict with existing images or the state of a build: 409', async () => {
    expect(
      await ask(['POST', '/builds'], '/builds', {
        body: { type: 'toolkit', source: 'stream', kernel: '1-1' },
      }),
    ).toBe(409);
    const cancel = '/builds/{id}/cancel';
    expect(await ask(['POST', cancel], fill(cancel, finished))).toBe(409);
    const retry = '/builds/{id}/retry';
    expect(await ask(['POST', retry], fill(retry, queued))).toBe(409);
  });

  it('of a library during a run: 409', async () => {
    expect(
      await ask(
        ['POST', '/maintain/{source}/{repository}/run'],
        '/maintain/stream/registry/run',
      ),
    ).toBe(409);
  });

  it('of too many logs at a time: 429', async () => {
    const reading = new AbortController();
    try {
      const events = '/builds/{id}/events';
      const { signal } = reading;
      for (let i = 0; i < MAX_STREAMS; i++) {
        expect(
          await ask(['GET', events], fill(events, queued), { signal }),
        ).toBe(200);
      }
      expect(await ask(['GET', events], fill(events, queued))).toBe(429);
      const log = '/builds/{id}/log';
      expect(await ask(['GET', log], fill(log, queued))).toBe(429);
    } finally {
      reading.abort();
    }
  });

  it('are all documented, and no others are', () => {
    const described = OPERATIONS.map(([method, path]) => [
      `${method} ${path}`,
      documentedStatuses(method, path).filter(status => status >= 400),
    ]);
    const seen = OPERATIONS.map(operation => [
      operation.join(' '),
      [...(given.get(operation.join(' ')) ?? [])].sort((a, b) => a - b),
    ]);
    expect(seen).toEqual(described);
  });
});
