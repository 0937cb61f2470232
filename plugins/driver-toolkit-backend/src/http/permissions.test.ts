import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { driverToolkitPermissions } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import driverToolkitPlugin from '../index';
import { openApiSpec } from './openapi.generated';

jest.setTimeout(60_000);

const ID = '01930000-0000-7000-8000-000000000000';

/** Minimal parameters of routes. */
const QUERIES: Record<string, string> = {
  '/matrix': '?source=any&repository=any',
  '/driver-claim': '?entityRef=component%3Adefault%2Fa',
  '/drivers/{namespace}/{name}/manifests': '?for=kmm',
};

/** Every route, with its documented permission. */
const ROUTES = Object.entries(openApiSpec.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => [
    method.toUpperCase(),
    path
      .replace(/^\/(builds|claims)\/\{id\}/, `/$1/${ID}`)
      .replace('{kernel}', '1-1')
      .replace(/\{\w+\}/g, 'any') + (QUERIES[path] ?? ''),
    operation['x-permission'],
  ]),
);

describe('permissions', () => {
  let baseUrl: string;
  let stop: () => Promise<void>;
  /** Requests that were audited as failed. */
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

  it('are those of the plugin', () => {
    expect(new Set(ROUTES.map(([, , permission]) => permission))).toEqual(
      new Set(driverToolkitPermissions.map(({ name }) => name)),
    );
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
