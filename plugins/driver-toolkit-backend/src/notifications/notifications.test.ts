import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { driverPlan, NotifiedBuilds } from './__testUtils__/NotifiedBuilds';

jest.setTimeout(60_000);

/** A driver of ben's team. */
const entities: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'simple', namespace: 'default' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/drivers' }],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'drivers', namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: [{ type: 'hasMember', targetRef: 'user:default/ben' }],
  },
];

describe('notifications of builds, with the notifications backend', () => {
  let backend: TestBackend;
  let url: string;
  let builds: NotifiedBuilds;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        notificationsPlugin,
        catalogServiceMock.factory({ entities }),
        mockServices.rootConfig.factory({
          data: { app: { baseUrl: 'https://portal.example.com' } },
        }),
      ],
    });
    url = `http://127.0.0.1:${backend.server.port()}/api/notifications`;
    builds = new NotifiedBuilds(await createTestDatabase('SQLITE_3'), url);
  });

  afterAll(async () => {
    await builds.queue.stop();
    await backend.stop();
  });

  async function titlesFor(user: string): Promise<string[]> {
    const answer = await fetch(url, {
      headers: { authorization: mockCredentials.user.header(user) },
    });
    const { notifications } = await answer.json();
    return notifications.map(
      (notification: { payload: { title: string } }) =>
        notification.payload.title,
    );
  }

  it("reach the requester and the members of the driver's team, once each", async () => {
    await builds.run(
      async () => {
        throw new BuildFailedError('gcc found no kernel headers.');
      },
      { plan: driverPlan(), requestedBy: 'user:default/ada' },
    );

    const told = [
      'Driver simple for kernel 1-1 (x86_64, rt) could not be built',
    ];
    expect(await titlesFor('user:default/ada')).toEqual(told);
    expect(await titlesFor('user:default/ben')).toEqual(told);
    expect(await titlesFor('user:default/eve')).toEqual([]);
    expect(builds.logger.warn).not.toHaveBeenCalled();
  });
});
