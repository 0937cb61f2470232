import { InMemoryContentCache } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { testConfig } from '../builds/__testUtils__/testConfig';
import type { DriverPlan } from '../plans/BuildPlan';
import { RegistryDirectory } from '../registries/RegistryDirectory';
import { findSigningEntry } from '../trust/signing/SigningEntry';

const credentials = (username: string) => ({ username, password: 'secret' });

const CONFIG = testConfig({
  drivers: {
    repositories: [
      {
        prefix: 'registry.example.com/{namespace}',
        credentials: credentials('many'),
        signing: { keyFile: '/keys/many' },
      },
      {
        prefix: 'registry.example.com/{namespace}/{name}',
        credentials: credentials('one'),
        signing: { keyFile: '/keys/one' },
      },
      { prefix: 'registry.example.com/public', insecure: true },
    ],
  },
});

describe('places of driver images', () => {
  it.each([
    ['registry.example.com/net/nic:1', 'registry.example.com/net/nic', 'one'],
    ['registry.example.com/net/nic/x:1', 'registry.example.com/net/nic', 'one'],
    ['registry.example.com/net:1', 'registry.example.com/net', 'many'],
  ])(
    'use the credentials of the longest prefix that matches an image: %s',
    async (reference, prefix, username) => {
      const directory = new RegistryDirectory(
        CONFIG,
        new InMemoryContentCache(),
      );
      expect(await directory.accessTo(reference)).toEqual({
        prefix,
        insecure: false,
        credentials: credentials(username),
      });
    },
  );

  it.each([
    ['registry.example.com/net/nic:6.12.0-1.x86_64', '/keys/one'],
    ['registry.example.com:5000/net/nic:6.12.0-1.x86_64', undefined],
    ['other.example.com/net/nic:6.12.0-1.x86_64', undefined],
  ])(
    'sign with the key of the longest prefix that matches an image: %s',
    (imageReference, keyFile) => {
      const plan = { type: 'driver', imageReference } as DriverPlan;
      expect(findSigningEntry(plan, CONFIG)?.keyFile).toBe(keyFile);
    },
  );
});
