import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import fc from 'fast-check';
import { driverEntity } from '../__testUtils__/driverEntity';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import { DatabaseImageClaimStore } from '../database/claims/DatabaseImageClaimStore';
import driverToolkitPlugin from '../index';
import type { DriverPlan } from '../plans/BuildPlan';
import {
  documentedStatuses,
  OPERATIONS,
} from './__testUtils__/documentedStatuses';
import { requestsOf, type FuzzedRequest } from './__testUtils__/requestsOf';

jest.setTimeout(300_000);

const NIC = 'component:default/nic';
const IMAGE = 'registry.example.com/drivers/nic';
const PLAN: DriverPlan = {
  type: 'driver',
  source: 'stream',
  kernel: '1-1',
  architecture: 'x86_64',
  variant: 'default',
  unameRelease: '1-1.x86_64',
  entityRef: NIC,
  location: 'https://forge.example.com/acme/nic',
  sourceRepository: 'forge.example.com/acme/nic',
  toolkitImage: 'registry.example.com/dtk@sha256:abc',
  imageReference: `${IMAGE}:1-1.x86_64`,
};

/** Their answers are not known yet, because nothing was read. */
const SAYS_UNKNOWN = ['/health', '/matrix'];

describe.each(databases.eachSupportedId())('the HTTP API on %s', id => {
  let backend: TestBackend;
  /** Ids of existing builds and claims. */
  const known: string[] = [];

  beforeAll(async () => {
    const knex = await createTestDatabase(id);
    const builds = new DatabaseBuildStore(knex);
    const { build } = await builds.create(PLAN, 'user:default/ada');
    await builds.requestCancel(build.id);
    const claim = await new DatabaseImageClaimStore(knex).claim(
      IMAGE,
      { entityRef: NIC, sourceRepository: 'forge.example.com/acme/nic' },
      'user:default/ada',
    );
    known.push(build.id, claim.id);
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        mockServices.database.factory({ knex }),
        catalogServiceMock.factory({
          entities: [
            driverEntity('nic', {
              image: IMAGE,
              location: 'https://forge.example.com/acme/nic',
            }),
          ],
        }),
        mockServices.rootConfig.factory({
          data: {
            driverToolkit: {
              kernelSources: [
                {
                  id: 'stream',
                  type: 'rpm',
                  repositories: ['http://127.0.0.1:9/$arch/'],
                },
              ],
              imageRepositories: [
                { id: 'registry', image: '127.0.0.1:9/dtk', push: true },
              ],
              maintain: [
                { kernelSource: 'stream', imageRepository: 'registry' },
              ],
              drivers: {
                repositories: [{ prefix: 'registry.example.com/drivers' }],
              },
            },
          },
        }),
      ],
    });
  });

  afterAll(() => backend.stop());

  /** The status, and the message of an error. */
  async function send({ method, path, headers, body }: FuzzedRequest) {
    const address = `http://127.0.0.1:${backend.server.port()}/api/driver-toolkit${path}`;
    const answer = await fetch(address, { method, headers, body });
    const type = answer.headers.get('content-type');
    const text = await answer.text();
    return {
      status: answer.status,
      message: type?.startsWith('application/json')
        ? JSON.parse(text).error?.message
        : undefined,
    };
  }

  it.each(OPERATIONS)(
    'answers every %s %s as documented, and never with an internal error',
    async (method, path) => {
      const documented = documentedStatuses(method, path);
      await fc.assert(
        fc.asyncProperty(
          requestsOf(method, path, [
            ...known,
            ...['stream', 'registry', '1-1', NIC, IMAGE],
          ]),
          async request => {
            const { status, message } = await send(request);
            const isFailure =
              status >= 500 && !(status === 503 && SAYS_UNKNOWN.includes(path));
            const isDocumented = documented.includes(status);
            expect({ status, message, isFailure, isDocumented }).toEqual({
              status,
              message,
              isFailure: false,
              isDocumented: true,
            });
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  it.each([
    '/kernels?q=a%E2%80%AEb',
    '/kernels?q=a%00b',
    '/builds?entityRef=a%0Ab',
    '/images/registry/a%E2%80%8Bb',
    '/kernels?q%E2%80%AE=b',
  ])('refuses deceptive text: %s', async path => {
    expect(await send({ method: 'GET', path })).toMatchObject({
      status: 400,
      message: expect.stringMatching(/is invisible|unknown query|nknown/i),
    });
  });

  it('refuses deceptive text in bodies', async () => {
    expect(
      await send({
        method: 'POST',
        path: '/builds',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'driver',
          source: 'stream',
          kernel: '1-1',
          entityRef: 'component:default/n\u202eic',
        }),
      }),
    ).toEqual({
      status: 400,
      message:
        'The body.entityRef has a character that is invisible or changes how the surrounding text is shown (U+202E). Remove it.',
    });
  });

  it.each(['nic', '01a22d51-8dda-73df-bdf1-e576483a6254', 'default/nic'])(
    'refuses %s, which is not an entity reference',
    async entityRef => {
      const request = { type: 'driver', source: 'a', kernel: '1-1', entityRef };
      expect(
        await send({
          method: 'POST',
          path: '/builds',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request),
        }),
      ).toMatchObject({
        status: 400,
        message: expect.stringContaining('is not an entity reference'),
      });
    },
  );

  it('refuses a path that is not text', async () => {
    expect(await send({ method: 'GET', path: '/kernels/a/%C0' })).toMatchObject(
      { status: 400 },
    );
  });
});
