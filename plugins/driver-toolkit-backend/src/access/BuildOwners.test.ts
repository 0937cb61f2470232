import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { driverEntity } from '../__testUtils__/driverEntity';
import { BuildOwners } from './BuildOwners';

const NIC = 'component:default/nic';

describe('BuildOwners', () => {
  /** The entities in each request to the catalog. */
  let asked: string[][];
  let owner: string;
  let now: number;

  beforeEach(() => {
    asked = [];
    owner = 'group:default/net';
    now = 1_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });

  afterEach(() => jest.restoreAllMocks());

  function owners(platform = 'platform') {
    return new BuildOwners({
      auth: mockServices.auth(),
      platform,
      catalog: catalogServiceMock.mock({
        getEntitiesByRefs: async ({ entityRefs }) => {
          asked.push([...entityRefs]);
          return {
            items: entityRefs.map(ref =>
              ref.endsWith('gone') ? undefined : ownedBy(owner),
            ),
          };
        },
      }),
    });
  }

  it.each([
    ['platform', 'group:default/platform'],
    ['Group:Platform/Team', 'group:platform/team'],
    ['user:ada', 'user:default/ada'],
  ])('names the owner %s of toolkits like the catalog', (name, ref) => {
    expect(owners(name).ofToolkits).toEqual([ref]);
  });

  it('answers for each entity in order, and without owners for a missing one', async () => {
    expect(
      await owners().ofDrivers([NIC, 'component:default/gone', NIC]),
    ).toEqual([['group:default/net'], [], ['group:default/net']]);
  });

  it('asks for an entity once in ten seconds, and only for unknown ones', async () => {
    const known = owners();
    await Promise.all([known.ofDrivers([NIC]), known.ofDrivers([NIC])]);
    owner = 'group:default/graphics';
    now += 9_999;
    expect(await known.ofDrivers([NIC])).toEqual([['group:default/net']]);
    await known.ofDrivers([NIC, 'component:default/gpu']);
    expect(asked).toEqual([[NIC], ['component:default/gpu']]);

    now += 1;
    expect(await known.ofDrivers([NIC])).toEqual([['group:default/graphics']]);
  });

  it('names no more than 200 entities at a time', async () => {
    const refs = Array.from(
      { length: 401 },
      (_, i) => `component:default/${i}`,
    );
    expect(await owners().ofDrivers(refs)).toHaveLength(401);
    expect(asked.map(({ length }) => length)).toEqual([200, 200, 1]);
  });

  it('asks again if the catalog gave no answer', async () => {
    let isAway = true;
    const known = new BuildOwners({
      auth: mockServices.auth(),
      platform: 'platform',
      catalog: catalogServiceMock.mock({
        getEntitiesByRefs: async () => {
          if (isAway) {
            throw new Error('The catalog is away.');
          }
          return { items: [ownedBy(owner)] };
        },
      }),
    });
    await expect(known.ofDrivers([NIC])).rejects.toThrow('away');
    isAway = false;
    expect(await known.ofDrivers([NIC])).toEqual([[owner]]);
  });
});

function ownedBy(targetRef: string): Entity {
  return {
    ...driverEntity('nic', { image: '', location: '' }),
    relations: [{ type: 'ownedBy', targetRef }],
  };
}
