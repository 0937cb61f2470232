import { driverEntity } from '../__testUtils__/driverEntity';
import { testConfig } from '../builds/__testUtils__/testConfig';
import { requireDriverImage } from './requireDriverImage';

function imageOf(image: string, ...prefixes: string[]) {
  const entity = driverEntity('Nic', { image, location: '' });
  entity.metadata.namespace = 'Net';
  return requireDriverImage(
    entity,
    testConfig({
      drivers: { repositories: prefixes.map(prefix => ({ prefix })) },
    }),
  );
}

describe('requireDriverImage', () => {
  it.each([
    ['registry.example.com/drivers/nic', 'registry.example.com/drivers'],
    ['registry.example.com/drivers/a/b', 'registry.example.com/drivers'],
    ['registry.example.com/net/nic', 'registry.example.com/{namespace}/{name}'],
    ['registry.example.com/net/x', 'registry.example.com/{namespace}'],
    [
      'registry.example.com/net/nic/x',
      'registry.example.com/{namespace}/{name}',
    ],
  ])('lets %s be pushed below %s', (image, prefix) => {
    expect(imageOf(image, 'ghcr.io/drivers', prefix)).toBe(image);
  });

  it.each([
    ['registry.example.com/drivers-evil/nic', 'registry.example.com/drivers'],
    ['registry.example.com/drivers', 'registry.example.com/drivers'],
    [
      'registry.example.com/other/nic',
      'registry.example.com/{namespace}/{name}',
    ],
    [
      'registry.example.com/net/other',
      'registry.example.com/{namespace}/{name}',
    ],
    [
      'registry.example.com/net/nic-2',
      'registry.example.com/{namespace}/{name}',
    ],
    ['registry.example.com/net', 'registry.example.com/{namespace}'],
  ])('does not let %s be pushed to %s', (image, prefix) => {
    expect(() => imageOf(image, prefix)).toThrow(
      `Images of component:net/nic may not be pushed to ${image}. They may be pushed to ${prefix
        .replace('{namespace}', 'net')
        .replace('{name}', 'nic')} (driverToolkit.drivers.repositories).`,
    );
  });

  it('says that no place is configured', () => {
    expect(() => imageOf('registry.example.com/nic')).toThrow(
      'They may be pushed to no place (driverToolkit.drivers.repositories).',
    );
  });

  it.each([
    ['registry.example.com/drivers/nic:1', 'must have neither tag nor digest'],
    [
      `registry.example.com/drivers/nic@sha256:${'a'.repeat(64)}`,
      'must have neither tag nor digest',
    ],
    ['registry.example.com/drivers/../dtk', 'is not an image reference'],
    ['registry.example.com/drivers/NIC', 'is not an image reference'],
    [
      'registry.example.com/drivers/\u202enic',
      "Annotation 'driver-toolkit/driver-image' of component:net/nic has a character that is invisible",
    ],
    ['', "has no annotation 'driver-toolkit/driver-image'"],
  ])('refuses %j', (image, problem) => {
    expect(() => imageOf(image, 'registry.example.com/drivers')).toThrow(
      problem,
    );
  });
});
