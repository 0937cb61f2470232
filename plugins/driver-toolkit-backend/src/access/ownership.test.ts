import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { permissionsRegistryServiceFactory } from '@backstage/backend-defaults/permissionsRegistry';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  AuthorizeResult,
  isPermission,
} from '@backstage/plugin-permission-common';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  buildCreatePermission,
  buildReadPermission,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import knexFactory, { type Knex } from 'knex';
import driverToolkitPlugin, {
  buildConditions,
  createBuildConditionalDecision,
} from '..';
import { driverEntity } from '../__testUtils__/driverEntity';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';

jest.setTimeout(60_000);

/**
 * Names the plugin that acts for a person, like the real service and unlike the
 * mock: the permission backend requires it.
 */
const authWithActors = createServiceFactory({
  service: coreServices.auth,
  deps: { plugin: coreServices.pluginMetadata },
  factory({ plugin }) {
    const auth = mockServices.auth({ pluginId: plugin.getId() });
    const issue = auth.getPluginRequestToken.bind(auth);
    auth.getPluginRequestToken = async options => {
      const principal = options.onBehalfOf.principal as BackstageUserPrincipal;
      return principal.type === 'user'
        ? {
            token: mockCredentials.user.token(principal.userEntityRef, {
              actor: { subject: `plugin:${plugin.getId()}` },
            }),
          }
        : issue(options);
    };
    return auth;
  },
});

/**
 * Allows builds to owners and requesters, like the example in
 * docs/permissions.md.
 */
const ownersBuild = createBackendModule({
  pluginId: 'permission',
  moduleId: 'owners-build',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy({
          async handle({ permission }, user) {
            const claims = user?.info.ownershipEntityRefs ?? [];
            if (isPermission(permission, buildCreatePermission)) {
              return createCatalogConditionalDecision(
                permission,
                catalogConditions.isEntityOwner({ claims }),
              );
            }
            if (isPermission(permission, buildReadPermission)) {
              return createBuildConditionalDecision(permission, {
                anyOf: [
                  buildConditions.isBuildOwner({ claims }),
                  buildConditions.isBuildRequester({ requesters: claims }),
                ],
              });
            }
            return { result: AuthorizeResult.ALLOW };
          },
        });
      },
    });
  },
});

/** The catalog's own processing determines the owners of entities. */
function catalogOf(entities: Entity[]) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'test-entities',
    register(env) {
      env.registerInit({
        deps: { catalog: catalogProcessingExtensionPoint },
        async init({ catalog }) {
          catalog.addEntityProvider({
            getProviderName: () => 'test-entities',
            connect: connection =>
              connection.applyMutation({
                type: 'full',
                entities: entities.map(entity => ({
                  entity,
                  locationKey: 'test-entities',
                })),
              }),
          });
        },
      });
    },
  });
}

describe('a policy on owners, with the catalog and the permission backend', () => {
  let backend: TestBackend;
  let url: string;
  let directory: string;
  /** The plugin's database. */
  let knex: Knex;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ownership-'));
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogPlugin,
        permissionPlugin,
        ownersBuild,
        catalogOf([ownedBy('user:default/ada'), kernelOf('user:default/ben')]),
        permissionsServiceFactory,
        permissionsRegistryServiceFactory,
        authWithActors,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: { client: 'better-sqlite3', connection: { directory } },
            },
            permission: { enabled: true },
            catalog: { processingInterval: { seconds: 1 } },
            driverToolkit: {
              drivers: { repositories: [{ prefix: 'registry.example.com' }] },
            },
          },
        }),
      ],
    });
    knex = knexFactory({
      client: 'better-sqlite3',
      useNullAsDefault: true,
      connection: join(directory, 'driver-toolkit.sqlite'),
    });
    url = `http://127.0.0.1:${backend.server.port()}/api`;
    await inCatalog('component/default/simple');
    await inCatalog('resource/default/stream-1-1');
  });

  afterAll(async () => {
    await knex.destroy();
    await backend.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Waits until an entity was processed and stitched. */
  async function inCatalog(path: string): Promise<void> {
    for (;;) {
      const answer = await fetch(`${url}/catalog/entities/by-name/${path}`, {
        headers: { authorization: mockCredentials.user.header() },
      });
      if (answer.ok && (await answer.json()).relations?.length) {
        return;
      }
      await delay(200);
    }
  }

  async function build(userEntityRef: string, body: object) {
    const answer = await fetch(`${url}/driver-toolkit/builds`, {
      method: 'POST',
      headers: {
        authorization: mockCredentials.user.header(userEntityRef),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ source: 'stream', kernel: '1-1', ...body }),
    });
    return (await answer.json()).error.message as string;
  }

  /** The answer if the permission is granted: there is nothing to build. */
  const LET_THROUGH = /is no kernel source|no source/i;

  it.each(['component:default/simple', 'Component:Default/Simple'])(
    'lets the owner of a driver build it: %s',
    async entityRef => {
      const driver = { type: 'driver', entityRef };
      expect(await build('user:default/ada', driver)).toMatch(LET_THROUGH);
      expect(await build('user:default/ben', driver)).toContain(
        'You are not allowed to do this for component:default/simple',
      );
    },
  );

  it('lets the owner of a kernel build its toolkit image', async () => {
    const toolkit = { type: 'toolkit' };
    expect(await build('user:default/ben', toolkit)).toMatch(LET_THROUGH);
    expect(await build('user:default/ada', toolkit)).toContain(
      'You are not allowed to do this for resource:default/stream-1-1',
    );
  });

  it('lets owners and requesters read builds, their logs and their events', async () => {
    const store = new DatabaseBuildStore(knex);
    const add = async (entityRef: string, requestedBy: string) =>
      (
        await store.create(
          {
            type: 'driver',
            source: 'stream',
            kernel: '1-1',
            architecture: 'x86_64',
            variant: 'default',
            unameRelease: '1-1.x86_64',
            entityRef,
            location: 'https://forge.example.com/drivers/simple',
            toolkitImage: 'registry.example.com/dtk@sha256:abc',
            imageReference: `registry.example.com/simple:${requestedBy.length}`,
          },
          requestedBy,
        )
      ).build.id;
    const owned = await add('component:default/simple', 'user:default/cleo');
    const other = await add('component:default/other', 'user:default/ben');
    for (const id of [owned, other]) {
      await store.requestCancel(id);
    }

    const read = async (user: string, path: string) => {
      const answer = await fetch(`${url}/driver-toolkit/builds${path}`, {
        headers: { authorization: mockCredentials.user.header(user) },
      });
      return { status: answer.status, text: await answer.text() };
    };
    const list = async (user: string) => {
      const { items, totalItems } = JSON.parse((await read(user, '')).text);
      return [totalItems, ...items.map((item: { id: string }) => item.id)];
    };
    expect(await list('user:default/ada')).toEqual([1, owned]);
    expect(await list('user:default/ben')).toEqual([1, other]);
    expect(await list('user:default/cleo')).toEqual([1, owned]);
    expect(await list('user:default/dan')).toEqual([0]);
    for (const path of ['', '/log', '/events']) {
      const ada = (id: string) => read('user:default/ada', `/${id}${path}`);
      expect((await ada(owned)).status).toBe(200);
      expect(await ada(other)).toEqual({
        status: 404,
        text: expect.stringContaining(`There is no build ${other}`),
      });
    }
    expect((await read('user:default/dan', '')).status).toBe(200);
  });

  it('lets nobody build for a missing entity', async () => {
    expect(
      await build('user:default/ada', {
        type: 'driver',
        entityRef: 'component:default/nothing',
      }),
    ).toContain('You are not allowed to do this');
  });
});

function ownedBy(owner: string): Entity {
  const entity = driverEntity('simple', {
    image: 'registry.example.com/simple',
    location: 'https://forge.example.com/drivers/simple',
  });
  return placed({ ...entity, spec: { ...entity.spec, owner } });
}

function kernelOf(owner: string): Entity {
  return placed({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'stream-1-1' },
    spec: { type: 'kernel', owner },
  });
}

/** The catalog accepts no entity without a location. */
function placed(entity: Entity): Entity {
  const { metadata } = entity;
  return {
    ...entity,
    metadata: {
      ...metadata,
      annotations: {
        'backstage.io/managed-by-location': 'url:https://forge.example.com',
        'backstage.io/managed-by-origin-location':
          'url:https://forge.example.com',
        ...metadata.annotations,
      },
    },
  };
}
