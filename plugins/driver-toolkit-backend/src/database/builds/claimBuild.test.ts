import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { DatabaseBuildStore } from './DatabaseBuildStore';

jest.setTimeout(60_000);

const ADA = 'user:default/ada';
const BOB = 'user:default/bob';
const SCHEDULE = 'plugin:driver-toolkit';

function planOf(kernel: string, source: string): ToolkitPlan {
  return {
    type: 'toolkit',
    source,
    kernel,
    architecture: 'x86_64',
    repository: 'lab',
    tag: kernel,
    imageReference: `registry.example.com/${source}:${kernel}`,
    baseImage: 'base',
    unameReleases: [],
  };
}

describe.each(databases.eachSupportedId())('claimBuild, %s', id => {
  let store: DatabaseBuildStore;

  beforeEach(async () => {
    store = new DatabaseBuildStore(await createTestDatabase(id));
  });

  const add = async (kernel: string, requestedBy: string, source = 'stream') =>
    (await store.create(planOf(kernel, source), requestedBy)).build;
  const claim = (architectures = ['x86_64']) =>
    store.claim({ builder: 'local', architectures, leaseMs: 30_000 });

  /** Claims until nothing is left, so that everything claimed is running. */
  async function drain(): Promise<string[]> {
    const kernels = [];
    for (let next = await claim(); next; next = await claim()) {
      kernels.push(next.build.kernel);
    }
    return kernels;
  }

  it('gives a shared builder no more builds than its limit', async () => {
    for (let i = 0; i < 10; i++) {
      await add(`1-${i}`, ADA);
    }
    const claimTwoAtMost = () =>
      store.claim({
        builder: 'shared',
        architectures: ['x86_64'],
        leaseMs: 30_000,
        limit: 2,
      });

    const claims = await Promise.all(Array.from({ length: 8 }, claimTwoAtMost));
    const [first, ...others] = claims.flatMap(claimed => claimed ?? []);
    expect(others).toHaveLength(1);

    await store.advance(first.build.id, first.lease, ['running'], 'succeeded');
    expect(await claimTwoAtMost()).toBeDefined();
    expect(await claimTwoAtMost()).toBeUndefined();
    // It does not block others.
    expect(await claim()).toBeDefined();
  });

  it('gives forty builds to twelve concurrent workers, none twice', async () => {
    const wanted = [];
    for (let i = 0; i < 40; i++) {
      wanted.push((await add(`1-${i}`, ADA)).id);
    }

    const claimed = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const own = [];
        for (let next = await claim(); next; next = await claim()) {
          own.push(next.build.id);
        }
        return own;
      }),
    );

    expect(claimed.flat().sort()).toEqual(wanted.sort());
  });

  it('returns a build as stored, with the last sequence number of its log', async () => {
    const { id: buildId } = await add('1-1', ADA);
    const first = await claim();
    await store.advance(buildId, first!.lease, ['running'], 'queued');

    const second = await claim();

    expect(second).toEqual({
      ...(await store.get(buildId)),
      lease: expect.any(String),
    });
    expect(second?.build).toMatchObject({ state: 'running', lastSequence: 0 });
    expect(second?.lease).not.toBe(first?.lease);
  });

  it('prefers people to the schedule', async () => {
    await add('1-1', SCHEDULE);
    await add('1-2', 'external:ci');
    await add('1-3', ADA);

    expect(await drain()).toEqual(['1-3', '1-1', '1-2']);
  });

  it('raises the priority of a scheduled build when a person requests it', async () => {
    await add('1-1', SCHEDULE);
    const { id: hurried } = await add('1-2', SCHEDULE);

    const answer = await store.create(planOf('1-2', 'stream'), ADA);
    expect(answer).toMatchObject({ created: false, build: { id: hurried } });
    // Another request of the schedule does not lower it.
    await add('1-2', SCHEDULE);

    expect(await drain()).toEqual(['1-2', '1-1']);
  });

  it('takes turns between requesters, independent of how many builds they requested', async () => {
    for (const kernel of ['1-1', '1-2', '1-3']) {
      await add(kernel, ADA);
    }
    await add('2-1', BOB);
    await add('2-2', BOB);

    expect(await drain()).toEqual(['1-1', '2-1', '1-2', '2-2', '1-3']);
  });

  it('takes turns between the sources of one requester', async () => {
    for (const kernel of ['1-1', '1-2', '1-3']) {
      await add(kernel, SCHEDULE, 'stream');
    }
    await add('2-1', SCHEDULE, 'openshift');

    expect(await drain()).toEqual(['1-1', '2-1', '1-2', '1-3']);
  });

  it('counts running builds, not ended ones', async () => {
    const { id: buildId } = await add('1-1', ADA);
    const { lease } = (await claim())!;
    await store.advance(buildId, lease, ['running'], 'succeeded');
    await add('1-2', ADA);
    await add('2-1', BOB);

    expect(await drain()).toEqual(['1-2', '2-1']);
  });
});
