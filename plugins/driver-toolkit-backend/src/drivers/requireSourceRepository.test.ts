import { driverEntity } from '../__testUtils__/driverEntity';
import { testConfig } from '../builds/__testUtils__/testConfig';
import { requireSourceRepository } from './requireSourceRepository';

const OWN = 'url:https://forge.example.com/acme/nic/src/branch/main/info.yaml';

function repositoryOf(
  location: string | undefined,
  options: { readFrom?: string; origin?: string; sources?: string[] } = {},
) {
  const entity = driverEntity('nic', { image: '', location: '' });
  entity.metadata.annotations = {
    ...(location !== undefined && { 'backstage.io/source-location': location }),
    'backstage.io/managed-by-location': options.readFrom ?? OWN,
    'backstage.io/managed-by-origin-location': options.origin ?? OWN,
  };
  return requireSourceRepository(
    entity,
    testConfig({ drivers: { sources: options.sources ?? [] } }),
  );
}

describe('requireSourceRepository', () => {
  it.each([
    'https://forge.example.com/acme/nic',
    'https://forge.example.com/acme/nic/',
    'https://FORGE.example.com:443/acme/nic/src/branch/other/drivers/',
  ])("takes the repository of the entity's own location: %s", address => {
    expect(repositoryOf(`url:${address}`)).toEqual({
      location: new URL(address).href,
      sourceRepository: 'forge.example.com/acme/nic',
    });
  });

  it.each([
    'https://forge.example.com/acme/secret',
    'https://forge.example.com/acme/nic-secret',
    'https://forge.example.com/acme',
    'https://forge.example.com/acme/nic/secret',
    'https://forge.example.com/Acme/nic',
    'https://forge.example.com:8443/acme/nic',
    'https://forge.example.com.evil.example/acme/nic',
    'https://forge.example.com@evil.example/acme/nic',
    'https://forge.example.com/acme/nic/../secret',
    'https://forge.example.com/acme/nic/src/branch/main/../../../../secret',
    'https://forge.example.com/acme/nic%2f..%2fsecret',
    'https://forge.example.com/acme/nic?repository=secret',
    'https://forge.example.com/acme/nic/src/branch/main/projects/acme/repos/secret',
  ])('refuses %s', address => {
    expect(() => repositoryOf(`url:${address}`)).toThrow(
      /cannot be built from|names no repository/,
    );
  });

  it('names the repository, the allowed ones, and the configuration key', () => {
    expect(() =>
      repositoryOf('url:https://forge.example.com/other/secret'),
    ).toThrow(
      'component:default/nic cannot be built from forge.example.com/other/secret, because its entity is read from forge.example.com/acme/nic. A driver can be built from the repository of its entity, or from a repository within those in driverToolkit.drivers.sources (none are).',
    );
    expect(() =>
      repositoryOf('url:https://forge.example.com/Acme/nic', {
        sources: ['https://forge.example.com/drivers'],
      }),
    ).toThrow(
      'because its entity is read from forge.example.com/acme/nic, which differs in capital letters. A driver can be built from the repository of its entity, or from a repository within those in driverToolkit.drivers.sources (https://forge.example.com/drivers).',
    );
  });

  it.each([
    'file:/srv/catalog/all.yaml',
    'bootstrap:bootstrap',
    'url:https://forge.example.com',
    'url:https://forge.example.com/acme/../acme/nic',
  ])(
    'refuses each source if the entity is read from no repository: %s',
    readFrom => {
      expect(() =>
        repositoryOf('url:https://forge.example.com/acme/nic', { readFrom }),
      ).toThrow('because its entity is read from no repository.');
    },
  );

  it('does not trust a repository that only pointed to the entity', () => {
    expect(() =>
      repositoryOf('url:https://forge.example.com/platform/catalog', {
        origin: 'url:https://forge.example.com/platform/catalog/raw/all.yaml',
      }),
    ).toThrow('cannot be built from forge.example.com/platform/catalog');
  });

  it.each([
    ['the forge', 'https://forge.example.com'],
    ['the owner', 'https://forge.example.com/shared'],
    ['the repository', 'https://forge.example.com/shared/nic'],
    [
      'the repository’s clone address',
      'http://forge.example.com/shared/nic.git',
    ],
  ])('takes any repository within %s that is configured', (_, prefix) => {
    expect(
      repositoryOf('url:https://forge.example.com/shared/nic', {
        sources: ['https://other.example.com', prefix],
      }).sourceRepository,
    ).toBe('forge.example.com/shared/nic');
  });

  it.each([
    'https://forge.example.com/shared',
    'https://forge.example.com/shared/nic',
    'https://forge.example.com/shared/nic-evil/nic',
    'https://forge.example.com:8443',
    'https://example.com',
  ])(
    'refuses an address that only begins like a configured prefix: %s',
    prefix => {
      expect(() =>
        repositoryOf('url:https://forge.example.com/shared-evil/nic-evil', {
          sources: [prefix],
        }),
      ).toThrow('driverToolkit.drivers.sources');
    },
  );

  it('refuses an entity that is read from no address', () => {
    expect(() => repositoryOf('file:/srv/nic')).toThrow(
      "component:default/nic is registered from 'file:/srv/nic', which is not a repository",
    );
    expect(() => repositoryOf(undefined)).toThrow(
      "component:default/nic has no annotation 'backstage.io/source-location'",
    );
  });
});
