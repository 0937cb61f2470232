import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import type { BuildPlan, DriverPlan } from '../../plans/BuildPlan';
import type { BuildScope } from './BuildScope';
import { DatabaseBuildStore } from './DatabaseBuildStore';

jest.setTimeout(60_000);

const KERNEL = '5.14.0-391.el9';
const LEASE_MS = 30_000;

/** A toolkit build of a repository of its own. */
function toolkit(repository: string, changes = {}): BuildPlan {
  return {
    type: 'toolkit',
    source: 'centos-stream-9',
    kernel: KERNEL,
    architecture: 'x86_64',
    repository,
    tag: KERNEL,
    imageReference: `localhost:5000/${repository}:${KERNEL}`,
    baseImage: 'quay.io/centos/centos:stream9',
    unameReleases: [`${KERNEL}.x86_64`],
    ...changes,
  };
}

function driver(name: string): DriverPlan {
  return {
    type: 'driver',
    source: 'centos-stream-9',
    kernel: KERNEL,
    architecture: 'x86_64',
    variant: 'default',
    unameRelease: `${KERNEL}.x86_64`,
    entityRef: `component:default/${name}`,
    location: `url:https://git.example.com/team/${name}/tree/main`,
    toolkitImage: `localhost:5000/dtk@sha256:${'0'.repeat(64)}`,
    imageReference: `localhost:5000/drivers/${name}:${KERNEL}`,
  };
}

describe.each(databases.eachSupportedId())(
  'finding builds in a DatabaseBuildStore, %s',
  id => {
    let store: DatabaseBuildStore;

    beforeEach(async () => {
      store = new DatabaseBuildStore(await createTestDatabase(id));
    });

    const create = async (plan: BuildPlan, by = 'user:default/a') =>
      (await store.create(plan, by)).build.id;

    const listed = async (
      filter: Parameters<DatabaseBuildStore['list']>[0],
      scope?: BuildScope,
    ) => {
      const { items, totalItems } = await store.list(filter, scope);
      expect(totalItems).toBe(items.length);
      return items.map(build => build.id).sort();
    };

    it('lists builds of one state or of one type', async () => {
      const image = await create(toolkit('dtk'));
      const acme = await create(driver('acme'));
      await store.requestCancel(acme);

      await expect(listed({ state: 'cancelled' })).resolves.toEqual([acme]);
      await expect(listed({ state: 'queued' })).resolves.toEqual([image]);
      await expect(listed({ type: 'driver' })).resolves.toEqual([acme]);
      await expect(listed({ type: 'toolkit' })).resolves.toEqual([image]);
      await expect(
        listed({ type: 'toolkit', state: 'cancelled' }),
      ).resolves.toEqual([]);
    });

    it('lists only builds of the scope, and counts no others', async () => {
      const mine = await create(driver('acme'), 'user:default/a');
      const others = await create(driver('other'), 'user:default/b');

      await expect(
        listed({}, { requesters: ['user:default/a'] }),
      ).resolves.toEqual([mine]);
      await expect(
        listed({}, { drivers: ['component:default/other'], toolkits: true }),
      ).resolves.toEqual([others]);
    });

    it('has no next page after exactly one full page', async () => {
      await create(toolkit('one'));
      await create(toolkit('two'));

      await expect(store.list({ limit: 2 })).resolves.toMatchObject({
        totalItems: 2,
        nextCursor: undefined,
      });
      const first = await store.list({ limit: 1 });
      expect(first.nextCursor).toBeDefined();
      const second = await store.list({ limit: 1, cursor: first.nextCursor });
      expect(second.nextCursor).toBeUndefined();
      expect([...first.items, ...second.items].map(build => build.id)).toEqual(
        (await store.list({})).items.map(build => build.id),
      );
    });

    it('names every driver that has a build, once', async () => {
      await create(toolkit('dtk'));
      const first = await create(driver('acme'));
      await store.requestCancel(first);
      await create(driver('acme'));
      await create(driver('other'));

      const refs = await store.driverEntityRefs();

      expect(refs.sort()).toEqual([
        'component:default/acme',
        'component:default/other',
      ]);
    });

    it('has the plans of unfinished driver builds', async () => {
      await create(toolkit('dtk'));
      const ended = await create(driver('ended'));
      await store.requestCancel(ended);
      const acme = await create(driver('acme'));

      await expect(store.unfinishedDriverBuilds()).resolves.toEqual([
        { id: acme, plan: driver('acme') },
      ]);
    });

    it('finds the latest toolkit build of a kernel in any repository, never a driver’s', async () => {
      await create(toolkit('one'));
      const latest = await create(toolkit('two'));
      await create(driver('acme'));

      const found = await store.latestToolkitBuilds([
        { source: 'centos-stream-9', kernel: KERNEL },
      ]);

      expect([...found].map(([key, build]) => [key, build.id])).toEqual([
        [`centos-stream-9/${KERNEL}`, latest],
      ]);
    });

    it('leaves an older build of a target out of the latest, and keeps it in the list', async () => {
      const first = await create(toolkit('dtk'));
      await store.requestCancel(first);
      const second = await create(toolkit('dtk'));

      const found = await store.latestToolkitBuilds([
        { source: 'centos-stream-9', kernel: KERNEL },
      ]);

      expect([...found.values()].map(build => build.id)).toEqual([second]);
      await expect(listed({})).resolves.toEqual([first, second].sort());
    });

    it('gives a builder only builds of the types that it serves', async () => {
      await create(toolkit('dtk'));
      const acme = await create(driver('acme'));
      const builder = { builder: 'local', architectures: ['x86_64'] };

      await expect(
        store.countQueued({ ...builder, types: ['driver'] }),
      ).resolves.toBe(1);
      await expect(store.countQueued(builder)).resolves.toBe(2);
      const claim = { ...builder, types: ['driver' as const] };
      const claimed = await store.claim({ ...claim, leaseMs: LEASE_MS });
      expect(claimed?.build.id).toBe(acme);
      await expect(
        store.claim({ ...claim, leaseMs: LEASE_MS }),
      ).resolves.toBeUndefined();
    });

    it('cancels a build whose backend died after it was asked to cancel', async () => {
      const build = await create(toolkit('dtk'));
      await store.claim({
        builder: 'local',
        architectures: ['x86_64'],
        leaseMs: -1,
      });
      await store.requestCancel(build);

      await expect(store.interruptExpired()).resolves.toEqual([build]);

      await expect(store.get(build)).resolves.toMatchObject({
        build: { state: 'cancelled' },
      });
    });

    it('accepts a second request to cancel, and names a build that is not there', async () => {
      const build = await create(toolkit('dtk'));
      await store.requestCancel(build);

      await expect(store.requestCancel(build)).resolves.toBeUndefined();
      await expect(store.requestCancel('unknown')).rejects.toThrow(
        'There is no build unknown.',
      );
    });

    it('tells a build that was taken away from its worker', async () => {
      const build = await create(toolkit('dtk'));
      const claimed = await store.claim({
        builder: 'local',
        architectures: ['x86_64'],
        leaseMs: LEASE_MS,
      });

      await expect(
        store.advance(build, claimed!.lease, ['verifying'], 'pushing'),
      ).resolves.toBe(false);
      await expect(
        store.advance(build, claimed!.lease, ['running'], 'verifying'),
      ).resolves.toBe(true);
    });
  },
);
