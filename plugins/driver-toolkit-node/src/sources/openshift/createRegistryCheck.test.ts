import { createRegistryCheck } from './createRegistryCheck';

describe('createRegistryCheck', () => {
  it.each([
    ['93.184.216.34', '93.184.216.34:5000'],
    ['10.0.0.1', '10.0.0.2'],
    ['10.0.0.1', '93.184.216.34'],
    ['127.0.0.1', '127.0.0.1:5000'],
    ['[::1]', '[::1]:5000'],
    ['93.184.216.34', 'registry.invalid'],
  ])(
    'allows an update service at %s to name the registry %s',
    async (from, to) => {
      await expect(createRegistryCheck(from)(to)).resolves.toBeUndefined();
    },
  );

  it.each([
    ['93.184.216.34', '127.0.0.1:5000', 'loopback'],
    ['93.184.216.34', 'localhost', 'loopback'],
    ['93.184.216.34', '10.0.0.1', 'private'],
    ['93.184.216.34', '169.254.169.254', 'reserved'],
    ['10.0.0.1', '[::1]:5000', 'loopback'],
  ])('does not allow one at %s to name %s', async (from, to, scope) => {
    const check = createRegistryCheck(from);

    await expect(check(to)).rejects.toThrow(
      `its images are at ${to}, which is refused: that is a ${scope} address, and the update service's own is not`,
    );
    await expect(check(to)).rejects.toThrow();
  });
});
