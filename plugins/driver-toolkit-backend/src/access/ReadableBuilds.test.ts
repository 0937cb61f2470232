import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  buildReadPermission,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import fc from 'fast-check';
import { driverEntity } from '../__testUtils__/driverEntity';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { AccessBench } from './__testUtils__/AccessBench';
import {
  buildConditions,
  buildRules,
  createBuildConditionalDecision,
} from './buildRules';

jest.setTimeout(120_000);

type Conditions = PermissionCriteria<PermissionCondition>;

const { isBuildOwner, isBuildRequester } = buildConditions;
const MISSING = '01930000-0000-7000-8000-000000000000';

describe.each(databases.eachSupportedId())('reading builds on %s', id => {
  let bench: AccessBench;
  /** By the names of requester and target. */
  const builds: Record<string, Build> = {};

  beforeAll(async () => {
    bench = new AccessBench(await createTestDatabase(id), [
      ownedBy('nic', 'net'),
      ownedBy('gpu', 'graphics'),
      ownedBy('both', 'net', 'graphics'),
    ]);
    for (const requester of ['ada', 'ben']) {
      for (const driver of ['nic', 'gpu', 'both', 'gone']) {
        builds[`${requester} ${driver}`] = await request(
          requester,
          `component:default/${driver}`,
        );
      }
      builds[`${requester} toolkit`] = await request(requester);
    }
  });

  async function request(requester: string, entityRef?: string) {
    const name = `user:default/${requester}`;
    const common = {
      source: `${requester}-${entityRef?.split('/')[1]}`,
      kernel: '1-1',
    };
    const { build } = await bench.builds.create(
      entityRef
        ? { type: 'driver', entityRef, ...common }
        : { type: 'toolkit', ...common, kernel: `1-${requester}` },
      mockCredentials.user(name) as never,
      name,
    );
    return build;
  }

  function decide(conditions: Conditions) {
    bench.decision = createBuildConditionalDecision(
      buildReadPermission,
      conditions as never,
    );
  }

  const readable = async (filter: object = {}) => {
    const { items, totalItems } = await bench.access.readableBuilds.list(
      { limit: 100, ...filter },
      bench.caller,
    );
    expect(totalItems).toBe(items.length);
    const names = Object.entries(builds)
      .filter(([, { id: build }]) => items.some(item => item.id === build))
      .map(([name]) => name);
    return names.sort();
  };

  it.each<[string, Conditions, string[]]>([
    [
      'owners of a driver',
      isBuildOwner({ claims: ['user:default/x', 'group:default/net'] }),
      ['ada both', 'ada nic', 'ben both', 'ben nic'],
    ],
    [
      'the owner of the kernels',
      isBuildOwner({ claims: ['group:default/platform'] }),
      ['ada toolkit', 'ben toolkit'],
    ],
    ['no owner', isBuildOwner({ claims: ['group:default/part'] }), []],
    ['nobody', isBuildOwner({ claims: [] }), []],
    [
      'requesters',
      isBuildRequester({ requesters: ['user:default/ben'] }),
      ['ben both', 'ben gone', 'ben gpu', 'ben nic', 'ben toolkit'],
    ],
    [
      'owners and requesters',
      {
        anyOf: [
          isBuildOwner({ claims: ['group:default/graphics'] }),
          isBuildRequester({ requesters: ['user:default/ada'] }),
        ],
      },
      [
        ...['ada both', 'ada gone', 'ada gpu', 'ada nic', 'ada toolkit'],
        ...['ben both', 'ben gpu'],
      ],
    ],
    [
      'owners who are also requesters',
      {
        allOf: [
          isBuildOwner({ claims: ['group:default/net'] }),
          isBuildRequester({ requesters: ['user:default/ada'] }),
        ],
      },
      ['ada both', 'ada nic'],
    ],
    [
      'all but the owners',
      { not: isBuildOwner({ claims: ['group:default/net'] }) },
      [
        ...['ada gone', 'ada gpu', 'ada toolkit'],
        ...['ben gone', 'ben gpu', 'ben toolkit'],
      ],
    ],
  ])('shows %s their builds', async (_, conditions, names) => {
    decide(conditions);
    expect(await readable()).toEqual(names);
  });

  it('pages through the caller’s builds, with other filters', async () => {
    decide(isBuildOwner({ claims: ['group:default/net'] }));
    const { list } = {
      list: (filter: object) =>
        bench.access.readableBuilds.list(filter, bench.caller),
    };
    const first = await list({ limit: 3 });
    expect(first).toMatchObject({ totalItems: 4 });
    expect(first.items).toHaveLength(3);
    const second = await list({ limit: 3, cursor: first.nextCursor });
    expect(second.items).toHaveLength(1);
    expect(second.nextCursor).toBeUndefined();

    expect(await readable({ type: 'toolkit' })).toEqual([]);
    expect(await readable({ state: 'failed' })).toEqual([]);
    expect(await readable({ entityRef: 'component:default/gpu' })).toEqual([]);
    expect(await readable({ entityRef: 'component:default/nic' })).toEqual([
      'ada nic',
      'ben nic',
    ]);
  });

  it('adds filters to conditions with alternatives', async () => {
    decide({
      anyOf: [
        isBuildOwner({ claims: ['group:default/net'] }),
        isBuildRequester({ requesters: ['user:default/ada'] }),
      ],
    });
    expect(await readable({ type: 'toolkit' })).toEqual(['ada toolkit']);
    await expect(
      bench.access.readableBuilds.get(builds['ben gpu'].id, bench.caller),
    ).rejects.toThrow('There is no build');
    const { id: own } = builds['ada gpu'];
    expect(
      (await bench.access.readableBuilds.get(own, bench.caller)).build.id,
    ).toBe(own);
  });

  it('answers a forbidden build like a missing one', async () => {
    decide(isBuildRequester({ requesters: ['user:default/ada'] }));
    const { readableBuilds } = bench.access;
    const own = builds['ada nic'].id;
    expect((await readableBuilds.get(own, bench.caller)).build.id).toBe(own);

    const foreign = builds['ben nic'].id;
    const refusals = await Promise.allSettled(
      [foreign, MISSING].map(build => readableBuilds.get(build, bench.caller)),
    );
    const [there, missing] = refusals.map(refusal =>
      refusal.status === 'rejected' ? String(refusal.reason) : 'nothing',
    );
    expect(there).toMatch(/^NotFoundError: There is no build/);
    expect(there.replace(foreign, MISSING)).toBe(missing);
  });

  it('shows all builds, or none, depending on the decision', async () => {
    bench.decision = { result: 'ALLOW' as never };
    expect(await readable()).toHaveLength(10);
    bench.deny();
    await expect(readable()).rejects.toThrow(
      'you need the permission driver-toolkit.build.read',
    );
    await expect(
      bench.access.readableBuilds.get(builds['ada nic'].id, bench.caller),
    ).rejects.toThrow('you need the permission driver-toolkit.build.read');
  });

  it('shows nothing under an unknown rule', async () => {
    bench.decision = {
      result: 'CONDITIONAL' as never,
      pluginId: 'driver-toolkit',
      resourceType: 'driver-toolkit-build',
      conditions: {
        rule: 'IS_EVERYTHING',
        resourceType: 'driver-toolkit-build',
      },
    };
    await expect(readable()).rejects.toThrow(/./);
  });

  // The permission backend applies rules to builds; lists leave it to the database.
  it('finds by a query exactly what the rules allow, for any conditions', async () => {
    const names = (prefix: string, ...all: string[]) =>
      fc.subarray(all.map(name => `${prefix}:default/${name}`));
    const { conditions } = fc.letrec<{ conditions: Conditions }>(tie => ({
      conditions: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        names('group', 'net', 'graphics', 'platform').map(claims =>
          isBuildOwner({ claims }),
        ),
        names('user', 'ada', 'ben').map(requesters =>
          isBuildRequester({ requesters }),
        ),
        fc
          .array(tie('conditions'), { minLength: 1, maxLength: 3 })
          .map(parts => ({ allOf: parts } as Conditions)),
        fc
          .array(tie('conditions'), { minLength: 1, maxLength: 3 })
          .map(parts => ({ anyOf: parts } as Conditions)),
        tie('conditions').map(part => ({ not: part } as Conditions)),
      ),
    }));
    const isAllowed = createConditionAuthorizer(Object.values(buildRules));
    const all = Object.entries(builds).sort();
    const resources = await bench.access.readableBuilds.readable(
      all.map(([, build]) => build.id),
    );
    await fc.assert(
      fc.asyncProperty(conditions, async criteria => {
        decide(criteria);
        const expected = all
          .filter((_, i) => isAllowed(bench.decision, resources[i]))
          .map(([name]) => name);
        expect(await readable()).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('gives conditions no data of missing builds', async () => {
    expect(await bench.access.readableBuilds.readable([MISSING])).toEqual([
      undefined,
    ]);
  });
});

function ownedBy(name: string, ...owners: string[]): Entity {
  return {
    ...driverEntity(name, { image: '', location: '' }),
    relations: [
      { type: 'partOf', targetRef: 'group:default/part' },
      ...owners.map(owner => ({
        type: 'ownedBy',
        targetRef: `group:default/${owner}`,
      })),
    ],
  };
}
