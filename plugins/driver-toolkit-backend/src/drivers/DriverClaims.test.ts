import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { driverEntity } from '../__testUtils__/driverEntity';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { testConfig } from '../builds/__testUtils__/testConfig';
import { DatabaseImageClaimStore } from '../database/claims/DatabaseImageClaimStore';
import { DriverClaims } from './DriverClaims';
import { ImageClaims } from './ImageClaims';

jest.setTimeout(60_000);

const IMAGE = 'registry.example.com/drivers/nic';
const NIC = {
  entityRef: 'component:default/nic',
  sourceRepository: 'forge.example.com/acme/nic',
};
const EVIL = {
  entityRef: 'component:default/evil',
  sourceRepository: 'forge.example.com/acme/evil',
};

describe('DriverClaims', () => {
  let store: DatabaseImageClaimStore;
  let claims: DriverClaims;

  beforeEach(async () => {
    store = new DatabaseImageClaimStore(await createTestDatabase('SQLITE_3'));
    const foreign = driverEntity('foreign', {
      image: 'ghcr.io/other/nic',
      location: 'https://forge.example.com/acme/nic',
    });
    foreign.metadata.annotations!['backstage.io/managed-by-location'] =
      'url:https://forge.example.com/acme/foreign';
    claims = new DriverClaims({
      catalog: catalogServiceMock({
        entities: [
          driverEntity('nic', {
            image: IMAGE,
            location: 'https://forge.example.com/acme/nic',
          }),
          driverEntity('evil', {
            image: IMAGE,
            location: 'https://forge.example.com/acme/evil',
          }),
          foreign,
        ],
      }),
      claims: new ImageClaims(store),
      config: testConfig({
        drivers: {
          repositories: [{ prefix: 'registry.example.com/drivers' }],
        },
      }),
    });
  });

  const describeDriver = (entityRef: string) =>
    claims.describe(entityRef, mockCredentials.user());

  it('returns a driver’s image, and that nobody owns it', async () => {
    expect(await describeDriver('Component:Default/Nic')).toEqual({
      ...NIC,
      image: IMAGE,
      claim: undefined,
      refusals: [],
    });
  });

  it('returns the image’s owner, and why another driver may not build it', async () => {
    const claim = await store.claim(IMAGE, NIC, 'user:default/ada');

    expect(await describeDriver(NIC.entityRef)).toEqual({
      ...NIC,
      image: IMAGE,
      claim,
      refusals: [],
    });
    expect(await describeDriver(EVIL.entityRef)).toEqual({
      ...EVIL,
      image: IMAGE,
      claim,
      refusals: [
        expect.stringContaining(`${IMAGE} belongs to component:default/nic`),
      ],
    });
  });

  it('allows every driver a released image', async () => {
    const { id } = await store.claim(IMAGE, NIC, 'user:default/ada');
    await store.release(id, 'user:default/ada');
    expect(await describeDriver(EVIL.entityRef)).toMatchObject({
      claim: { state: 'released' },
      refusals: [],
    });
  });

  it('returns all problems of a driver at once', async () => {
    expect(await describeDriver('component:default/foreign')).toEqual({
      entityRef: 'component:default/foreign',
      image: undefined,
      sourceRepository: undefined,
      claim: undefined,
      refusals: [
        expect.stringContaining('may not be pushed to ghcr.io/other/nic'),
        expect.stringContaining('driverToolkit.drivers.sources'),
      ],
    });
  });

  it('refuses an unknown driver', async () => {
    await expect(describeDriver('component:default/none')).rejects.toThrow(
      'The catalog has no entity component:default/none.',
    );
    await expect(describeDriver('none')).rejects.toThrow(
      "'none' is not an entity reference",
    );
  });
});
