import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import type { DriverPlan } from '../../plans/BuildPlan';
import { DatabaseBuildStore } from '../builds/DatabaseBuildStore';
import { DatabaseImageClaimStore } from './DatabaseImageClaimStore';

jest.setTimeout(60_000);

const IMAGE = 'registry.example.com/drivers/nic';
const NIC = {
  entityRef: 'component:default/nic',
  sourceRepository: 'github.com/acme/nic',
};
const EVIL = {
  entityRef: 'component:default/evil',
  sourceRepository: 'github.com/evil/nic',
};
const ADA = 'user:default/ada';

describe.each(databases.eachSupportedId())('image claims on %s', id => {
  let claims: DatabaseImageClaimStore;
  let builds: DatabaseBuildStore;

  beforeEach(async () => {
    const knex = await createTestDatabase(id);
    claims = new DatabaseImageClaimStore(knex);
    builds = new DatabaseBuildStore(knex);
  });

  /** A build of a backend without claims. */
  async function built(plan: Partial<DriverPlan>, to: 'succeeded' | 'failed') {
    const { build } = await builds.create(
      {
        type: 'driver',
        source: 'stream',
        kernel: '1-1',
        architecture: 'x86_64',
        variant: 'default',
        unameRelease: '1-1.x86_64',
        entityRef: EVIL.entityRef,
        location: `https://${EVIL.sourceRepository}/tree/main/`,
        toolkitImage: 'registry.example.com/dtk@sha256:abc',
        imageReference: `${IMAGE}:1-1.x86_64`,
        ...plan,
      },
      ADA,
    );
    const claimed = await builds.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: 60_000,
    });
    await builds.advance(build.id, claimed!.lease, ['running'], to);
  }

  it('gives an image to the first claimant', async () => {
    const claim = await claims.claim(IMAGE, NIC, ADA);
    expect(claim).toMatchObject({
      image: IMAGE,
      state: 'claimed',
      owner: NIC,
      claimants: [],
      changedBy: ADA,
    });
    expect(await claims.claim(IMAGE, EVIL, 'user:default/eve')).toEqual(claim);
    expect(await claims.claim(IMAGE, NIC, ADA)).toEqual(claim);
    expect(await claims.find(IMAGE)).toEqual(claim);
    expect(await claims.get(claim.id)).toEqual(claim);
  });

  it('gives it to exactly one of many concurrent claimants', async () => {
    const claimants = Array.from({ length: 12 }, (_, i) => ({
      entityRef: `component:default/driver-${i}`,
      sourceRepository: `github.com/acme/driver-${i}`,
    }));
    const answers = await Promise.all(
      claimants.map(claimant => claims.claim(IMAGE, claimant, ADA)),
    );

    expect(new Set(answers.map(({ owner }) => owner?.entityRef)).size).toBe(1);
    expect((await claims.list({})).totalItems).toBe(1);
  });

  it('gives a released image to exactly one of many concurrent claimants', async () => {
    const { id: claim } = await claims.claim(IMAGE, NIC, ADA);
    await claims.release(claim, ADA);
    expect(await claims.find(IMAGE)).toMatchObject({ state: 'released' });
    expect(await claims.find(IMAGE)).not.toHaveProperty('owner');

    const answers = await Promise.all(
      [EVIL, NIC, EVIL, NIC].map(claimant =>
        claims.claim(IMAGE, claimant, ADA),
      ),
    );
    expect(new Set(answers.map(({ owner }) => owner?.entityRef)).size).toBe(1);
    expect(answers[0]).toMatchObject({ id: claim, state: 'claimed' });
  });

  it('does not take an image from a faster claimant after a release', async () => {
    const { id: claim } = await claims.claim(IMAGE, NIC, ADA);
    const released = await claims.release(claim, ADA);
    await claims.claim(IMAGE, NIC, ADA);
    jest.spyOn(claims, 'find').mockResolvedValueOnce(released);
    expect(await claims.claim(IMAGE, EVIL, ADA)).toMatchObject({ owner: NIC });
  });

  it('moves an image, and gives it to nobody else afterwards', async () => {
    const { id: claim } = await claims.claim(IMAGE, NIC, ADA);
    expect(await claims.move(claim, EVIL, 'user:default/ben')).toMatchObject({
      state: 'claimed',
      owner: EVIL,
      changedBy: 'user:default/ben',
    });
    expect(await claims.claim(IMAGE, NIC, ADA)).toMatchObject({ owner: EVIL });
  });

  it('returns undefined for an unknown claim', async () => {
    const missing = '01930000-0000-7000-8000-000000000000';
    expect(await claims.get(missing)).toBeUndefined();
    expect(await claims.find(IMAGE)).toBeUndefined();
    expect(await claims.move(missing, NIC, ADA)).toBeUndefined();
    expect(await claims.release(missing, ADA)).toBeUndefined();
  });

  describe('if a backend without claims has built the image', () => {
    it('gives nobody an image that another driver has built', async () => {
      await built({}, 'succeeded');
      const claim = await claims.claim(IMAGE, NIC, ADA);
      expect(claim).toMatchObject({
        state: 'disputed',
        claimants: [EVIL, NIC],
      });
      expect(claim).not.toHaveProperty('owner');
      expect(await claims.claim(IMAGE, EVIL, ADA)).toEqual(claim);

      const moved = await claims.move(claim.id, NIC, ADA);
      expect(moved).toMatchObject({ owner: NIC, claimants: [] });
    });

    it('does not check again after a decision', async () => {
      await built({}, 'succeeded');
      const { id: claim } = await claims.claim(IMAGE, NIC, ADA);
      expect(await claims.release(claim, ADA)).toMatchObject({
        state: 'released',
        claimants: [],
      });
      expect(await claims.claim(IMAGE, NIC, ADA)).toMatchObject({ owner: NIC });
    });

    it('treats no character of a name as a wildcard', async () => {
      await built({}, 'succeeded');
      expect(
        await claims.claim('registry.example.com/drivers/n_c', NIC, ADA),
      ).toMatchObject({ owner: NIC });
    });

    it.each([
      [
        'the same driver',
        {
          entityRef: NIC.entityRef,
          location: `https://${NIC.sourceRepository}/tree/x/`,
        },
        'succeeded',
      ],
      ['builds that failed', {}, 'failed'],
      [
        'another image',
        { imageReference: `${IMAGE}-2:1-1.x86_64` },
        'succeeded',
      ],
      [
        'an image with a similar name',
        { imageReference: `registry.example.com/drivers/nic/x:1-1.x86_64` },
        'succeeded',
      ],
    ] as const)('ignores %s', async (_, plan, to) => {
      await built(plan, to);
      expect(await claims.claim(IMAGE, NIC, ADA)).toMatchObject({ owner: NIC });
    });

    it('counts one entity from two repositories as two drivers', async () => {
      await built({ entityRef: NIC.entityRef }, 'succeeded');
      expect(await claims.claim(IMAGE, NIC, ADA)).toMatchObject({
        state: 'disputed',
      });
    });
  });

  it('lists by image, in pages, with filters', async () => {
    const { id: claim } = await claims.claim(
      'registry.example.com/b',
      NIC,
      ADA,
    );
    await claims.claim('registry.example.com/a', NIC, ADA);
    await claims.claim('registry.example.com/c', EVIL, ADA);
    await claims.release(claim, ADA);
    const imagesOf = async (filter: object) =>
      (await claims.list(filter)).items.map(({ image }) => image.slice(-1));

    expect(await imagesOf({})).toEqual(['a', 'b', 'c']);
    expect(await imagesOf({ entityRef: NIC.entityRef })).toEqual(['a']);
    expect(await imagesOf({ state: 'released' })).toEqual(['b']);
    expect(await imagesOf({ image: 'registry.example.com/c' })).toEqual(['c']);

    const first = await claims.list({ limit: 2 });
    expect(first).toMatchObject({ totalItems: 3, items: [{}, {}] });
    const second = await claims.list({ limit: 2, cursor: first.nextCursor });
    expect(second).toMatchObject({
      totalItems: 3,
      items: [{ image: 'registry.example.com/c' }],
    });
    expect(second).not.toHaveProperty('nextCursor');
    expect(await claims.list({ limit: 3 })).not.toHaveProperty('nextCursor');
  });
});
