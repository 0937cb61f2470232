import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import driverToolkitPlugin from '../index';
import { openApiSpec } from './openapi.generated';

jest.setTimeout(60_000);

const BUILD = '/builds/01930000-0000-7000-8000-000000000000';

const CLAIM = '/claims/01930000-0000-7000-8000-000000000000';

/** Every route with the permission it takes. */
const ROUTES: [string, string, string][] = [
  ['GET', '/sources', 'driver-toolkit.index.read'],
  ['POST', '/sources/any/refresh', 'driver-toolkit.source.refresh'],
  ['GET', '/health', 'driver-toolkit.index.read'],
  ['GET', '/coverage', 'driver-toolkit.index.read'],
  ['GET', '/kernels', 'driver-toolkit.index.read'],
  ['GET', '/kernels/any/1-1', 'driver-toolkit.index.read'],
  ['GET', '/images', 'driver-toolkit.index.read'],
  ['GET', '/images/any/1-1', 'driver-toolkit.index.read'],
  ['GET', '/matrix?source=any&repository=any', 'driver-toolkit.index.read'],
  ['GET', '/snapshot', 'driver-toolkit.index.read'],
  ['GET', '/builds', 'driver-toolkit.build.read'],
  ['POST', '/builds', 'driver-toolkit.build.create'],
  ['GET', BUILD, 'driver-toolkit.build.read'],
  ['POST', `${BUILD}/cancel`, 'driver-toolkit.build.cancel'],
  ['POST', `${BUILD}/retry`, 'driver-toolkit.build.create'],
  ['GET', `${BUILD}/log`, 'driver-toolkit.build.read'],
  ['GET', `${BUILD}/events`, 'driver-toolkit.build.read'],
  ['GET', '/builders', 'driver-toolkit.build.read'],
  ['GET', '/claims', 'driver-toolkit.index.read'],
  ['GET', CLAIM, 'driver-toolkit.index.read'],
  ['POST', `${CLAIM}/move`, 'driver-toolkit.claim.manage'],
  ['POST', `${CLAIM}/release`, 'driver-toolkit.claim.manage'],
  [
    'GET',
    '/driver-claim?entityRef=component%3Adefault%2Fa',
    'driver-toolkit.index.read',
  ],
  ['GET', '/maintain', 'driver-toolkit.build.read'],
  ['POST', '/maintain/any/any/run', 'driver-toolkit.library.maintain'],
];

describe('permissions', () => {
  let baseUrl: string;
  let stop: () => Promise<void>;
  /** Requests that the auditor was told have failed. */
  const refused: string[] = [];

  beforeAll(async () => {
    const backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        mockServices.rootConfig.factory({ data: { driverToolkit: {} } }),
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: AuthorizeResult.DENY })),
          authorizeConditional: async requests =>
            requests.map(() => ({ result: AuthorizeResult.DENY })),
        }).factory,
        mockServices.auditor.mock({
          createEvent: async ({ eventId }) => ({
            success: async () => {},
            fail: async ({ error }) => {
              refused.push(`${eventId}: ${error.name}`);
            },
          }),
        }).factory,
        catalogServiceMock.factory(),
      ],
    });
    baseUrl = `http://127.0.0.1:${backend.server.port()}/api/driver-toolkit`;
    stop = () => backend.stop();
  });

  afterAll(() => stop());

  it('are asked for on every route of the description', () => {
    const described = Object.values(openApiSpec.paths).flatMap(Object.keys);
    expect(ROUTES).toHaveLength(described.length);
  });

  it.each(ROUTES)('%s %s takes %s', async (method, path, permission) => {
    refused.length = 0;
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      ...(method === 'POST' && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          path.endsWith('/move')
            ? {
                entityRef: 'component:default/nic',
                sourceRepository: 'github.com/acme/nic',
              }
            : { type: 'toolkit', source: 's', kernel: '1-1' },
        ),
      }),
    });

    expect(answer.status).toBe(403);
    expect((await answer.json()).error.message).toContain(permission);
    // Reading changes nothing, and is not recorded.
    const isRecorded = method === 'POST';
    expect(refused.map(event => event.split(': ')[1])).toEqual(
      isRecorded ? ['NotAllowedError'] : [],
    );
  });
});
