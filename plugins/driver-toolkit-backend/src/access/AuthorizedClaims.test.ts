import type {
  DriverBuildRequest,
  ImageClaim,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { AccessBench } from './__testUtils__/AccessBench';

jest.setTimeout(60_000);

const IMAGE = 'registry.example.com/simple';
const MISSING = '01930000-0000-7000-8000-000000000000';

function driver(
  name: string,
  change: Partial<DriverBuildRequest> = {},
): DriverBuildRequest {
  return {
    type: 'driver',
    source: 'stream',
    kernel: '1-1',
    entityRef: `component:default/${name}`,
    ...change,
  };
}

const OWNER_OF = (name: string) => ({
  entityRef: `component:default/${name}`,
  sourceRepository: `forge.example.com/drivers/${name}`,
});

describe.each(databases.eachSupportedId())('claims of images on %s', id => {
  let bench: AccessBench;

  beforeEach(async () => {
    bench = new AccessBench(await createTestDatabase(id));
  });

  const create = (name: string, change?: Partial<DriverBuildRequest>) =>
    bench.access.authorizedBuilds.create(driver(name, change), bench.caller);
  const move = (claim: string, to = OWNER_OF('other')) =>
    bench.access.authorizedClaims.move(claim, to, bench.caller);
  const release = (claim: string) =>
    bench.access.authorizedClaims.release(claim, bench.caller);
  const claimed = async () => (await bench.imageClaims.find(IMAGE))!;
  const stateOf = async (build: string) =>
    (await bench.builds.get(build)).build.state;

  it('gives an image to the driver that is built first, and to no other', async () => {
    await create('simple');
    expect(await claimed()).toMatchObject({
      owner: OWNER_OF('simple'),
      changedBy: 'user:default/ada',
    });

    await expect(create('evil')).rejects.toThrow(
      `${IMAGE} belongs to component:default/simple, which built it first. Choose another image in driver.yaml or in the annotation 'driver-toolkit/driver-image', or ask the platform's team to move the image to component:default/evil.`,
    );
    await expect(create('evil', { kernel: '1-2' })).rejects.toThrow(
      'belongs to component:default/simple',
    );
    expect((await bench.builds.list({})).totalItems).toBe(1);
    expect((await create('simple', { kernel: '1-2' })).created).toBe(true);
  });

  it('records who was refused', async () => {
    await create('simple');
    await expect(create('evil')).rejects.toThrow('belongs to');
    expect(bench.events[1]).toMatchObject({
      eventId: 'build-create',
      outcome: 'failed',
      error: 'ConflictError',
    });
  });

  it('gives it to exactly one of two drivers that are built at the same time', async () => {
    const answers = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map(name => create(name)),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      1,
    );
    expect((await bench.builds.list({})).items).toMatchObject([
      { entityRef: (await claimed()).owner!.entityRef },
    ]);
  });

  it('does not give it to an entity that was registered again from another repository', async () => {
    await create('simple');
    bench.repositories.set(
      'component:default/simple',
      'forge.example.com/evil/simple',
    );

    await expect(create('simple', { kernel: '1-2' })).rejects.toThrow(
      `${IMAGE} belongs to component:default/simple, built from forge.example.com/drivers/simple, but this build is from forge.example.com/evil/simple.`,
    );
  });

  it('claims nothing if nothing can be built', async () => {
    bench.isReachable = false;
    await expect(create('simple')).rejects.toThrow('No builder');
    expect(await bench.imageClaims.find(IMAGE)).toBeUndefined();
  });

  it('checks the claim again before a retry', async () => {
    const { build } = await create('simple');
    await bench.builds.cancel(build.id);
    await move((await claimed()).id);

    await expect(
      bench.access.authorizedBuilds.retry(build.id, bench.caller),
    ).rejects.toThrow('belongs to component:default/other');
  });

  it('lets nobody build a disputed image until the claim is decided', async () => {
    const { id: claim } = await bench.imageClaims.claim(
      IMAGE,
      OWNER_OF('simple'),
      'user:default/ada',
    );
    await bench.knex('image_claims').update({
      state: 'disputed',
      entity_ref: null,
      source_repository: null,
      claimants: JSON.stringify([OWNER_OF('simple'), OWNER_OF('other')]),
    });
    for (const name of ['simple', 'other', 'third']) {
      await expect(create(name)).rejects.toThrow(
        `${IMAGE} is disputed: it was built for more than one driver. Nobody can build it until the platform's team decides who owns it.`,
      );
    }

    await move(claim);
    expect((await create('other')).created).toBe(true);
    await expect(create('simple')).rejects.toThrow('belongs to');
  });

  describe('when the platform decides', () => {
    let claim: ImageClaim;
    let build: string;

    beforeEach(async () => {
      build = (await create('simple')).build.id;
      claim = await claimed();
      bench.events.length = 0;
      bench.changes = 0;
    });

    it('moves an image, and cancels builds of the driver that loses it', async () => {
      const { build: elsewhere } = await create('simple', {
        source: 'elsewhere',
      });
      bench.events.length = 0;
      bench.changes = 0;

      expect(await move(claim.id)).toMatchObject({ owner: OWNER_OF('other') });

      expect(await stateOf(build)).toBe('cancelled');
      expect(await stateOf(elsewhere.id)).toBe('queued');
      expect(bench.changes).toBe(1);
      expect(bench.events).toEqual([
        {
          eventId: 'claim-move',
          severityLevel: 'high',
          outcome: 'succeeded',
          meta: {
            claimId: claim.id,
            to: OWNER_OF('other'),
            image: IMAGE,
            before: { state: 'claimed', ...OWNER_OF('simple') },
            cancelledBuilds: [build],
            requestedBy: 'user:default/ada',
          },
        },
      ]);
    });

    it('leaves the builds of the driver that gets it', async () => {
      await move(claim.id, OWNER_OF('simple'));
      expect(await stateOf(build)).toBe('queued');
      expect(bench.events[0].meta).toMatchObject({ cancelledBuilds: [] });
    });

    it('does not block the owner while a build that lost its image ends', async () => {
      const running = await bench.store.claim({
        builder: 'local',
        architectures: ['x86_64'],
        leaseMs: 60_000,
      });
      expect(running?.build.id).toBe(build);
      await move(claim.id);
      expect((await bench.builds.get(build)).build).toMatchObject({
        state: 'running',
        cancelRequested: true,
      });

      const { created, build: own } = await create('other');
      expect(created).toBe(true);
      expect(own.entityRef).toBe('component:default/other');
      // Both builds have the same tag.
      expect(own.imageReference).toBe(running?.build.imageReference);
    });

    it('releases an image for the next driver that is built', async () => {
      expect(await release(claim.id)).toMatchObject({ state: 'released' });

      expect(await stateOf(build)).toBe('cancelled');
      expect(bench.events).toMatchObject([
        {
          eventId: 'claim-release',
          severityLevel: 'high',
          outcome: 'succeeded',
          meta: { image: IMAGE, cancelledBuilds: [build] },
        },
      ]);
      await create('other');
      expect(await claimed()).toMatchObject({ owner: OWNER_OF('other') });
      await expect(create('simple')).rejects.toThrow('belongs to');
    });

    it('refuses decisions without the permission, and records the refusal', async () => {
      bench.deny();
      await expect(move(claim.id)).rejects.toThrow(
        'you need the permission driver-toolkit.claim.manage',
      );
      await expect(release(claim.id)).rejects.toThrow(
        'you need the permission driver-toolkit.claim.manage',
      );
      expect(await claimed()).toEqual(claim);
      expect(await stateOf(build)).toBe('queued');
      expect(bench.events).toMatchObject([
        { eventId: 'claim-move', outcome: 'failed', error: 'NotAllowedError' },
        {
          eventId: 'claim-release',
          outcome: 'failed',
          error: 'NotAllowedError',
        },
      ]);
    });

    it('refuses an unknown claim', async () => {
      await expect(move(MISSING)).rejects.toThrow(
        `There is no claim ${MISSING}.`,
      );
      await expect(release(MISSING)).rejects.toThrow(
        `There is no claim ${MISSING}.`,
      );
      expect(bench.events).toMatchObject([
        { outcome: 'failed', error: 'NotFoundError' },
        { outcome: 'failed', error: 'NotFoundError' },
      ]);
    });

    it('normalizes the names of a driver', async () => {
      expect(
        await move(claim.id, {
          ...OWNER_OF('other'),
          entityRef: 'Component:Default/Other',
        }),
      ).toMatchObject({ owner: OWNER_OF('other') });
      expect(
        await move(claim.id, {
          entityRef: 'component:default/other',
          sourceRepository: 'dev.azure.com/acme/Linux drivers/_git/nic',
        }),
      ).toMatchObject({
        owner: {
          sourceRepository: 'dev.azure.com/acme/Linux drivers/_git/nic',
        },
      });
    });

    it.each([
      [{ entityRef: 'other' }, "'entityRef' must be an entity reference"],
      [{ sourceRepository: 'other' }, 'names no repository'],
      [{ sourceRepository: 'forge.example.com/a/../b' }, 'names no repository'],
      [
        { sourceRepository: 'https://forge.example.com/a/b' },
        'names no repository',
      ],
      [
        { sourceRepository: 'forge.example.com/a/b/tree/main' },
        "'sourceRepository' must be host/owner/repository",
      ],
      [
        { sourceRepository: 'Forge.example.com/a/b' },
        "'sourceRepository' must be host/owner/repository",
      ],
    ])('refuses %j', async (change, problem) => {
      await expect(
        move(claim.id, { ...OWNER_OF('other'), ...change }),
      ).rejects.toThrow(problem);
      expect(await claimed()).toEqual(claim);
    });
  });
});
