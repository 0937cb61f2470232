import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const KEY = {
  name: 'modules-2026',
  certificateFile: '/etc/modules.crt',
  keyFile: '/run/secrets/modules.key',
};
const DRIVER = { repository: 'github.com/acme', keys: ['modules-2026'] };

function read(moduleSigning: JsonObject) {
  return readDriverToolkitConfig(
    new ConfigReader({ driverToolkit: { moduleSigning } }),
  ).moduleSigning;
}

const withKey = (change: JsonObject) =>
  read({ keys: [{ ...KEY, ...change }], drivers: [DRIVER] });
const withDriver = (change: JsonObject) =>
  read({ keys: [KEY], drivers: [{ ...DRIVER, ...change }] });

describe('moduleSigning', () => {
  it('gives keys to drivers', () => {
    const retired = { name: 'modules-2025', certificateFile: '/etc/old.crt' };
    const token = {
      name: 'token',
      certificateFile: '/etc/token.crt',
      pkcs11: { uri: 'pkcs11:token=modules;object=2026', pinFile: '/run/pin' },
      hash: 'sha512',
    };
    expect(
      read({
        keys: [KEY, retired, token],
        drivers: [
          {
            repository: 'github.com/Acme/nic/',
            entity: 'Component:default/NIC',
            keys: ['token', 'modules-2025'],
          },
          DRIVER,
        ],
      }),
    ).toEqual({
      keys: [{ ...KEY, hash: 'sha256' }, { ...retired, hash: 'sha256' }, token],
      drivers: [
        {
          repository: 'github.com/Acme/nic',
          entity: 'component:default/nic',
          keys: ['token', 'modules-2025'],
        },
        DRIVER,
      ],
    });
  });

  it.each([
    'github.com',
    'git.example.com:8443/acme',
    'gitlab.com/group/sub group/nic',
  ])('takes the repository %s', repository => {
    expect(withDriver({ repository }).drivers[0].repository).toBe(repository);
  });

  it.each([
    'https://github.com/acme',
    'github.com//acme',
    'github.com/acme/../other',
    'github.com/acme?x',
    'GitHub.com/acme',
    '',
  ])("refuses the repository '%s'", repository => {
    expect(() => withDriver({ repository })).toThrow(
      "driverToolkit.moduleSigning.drivers[0].repository must be a repository as claims show it, its owner or its host, such as 'github.com/acme'",
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'an unknown key',
      () => withDriver({ keys: ['modules-2026', 'other'] }),
      "drivers[0].keys[1] must be the name of a key in driverToolkit.moduleSigning.keys (modules-2026), but is 'other'.",
    ],
    [
      'a driver without a key',
      () => withDriver({ keys: [] }),
      'drivers[0].keys must be a list of key names',
    ],
    [
      'a first key that cannot sign',
      () => withKey({ keyFile: undefined as never }),
      'drivers[0].keys[0] must be a key that can sign, because it is the first; driverToolkit.moduleSigning.keys[0] has neither keyFile nor pkcs11',
    ],
    [
      'two keys of one name',
      () => read({ keys: [KEY, KEY] }),
      'keys[1].name must be different from every other of its kind',
    ],
    [
      'a key in two places',
      () => withKey({ pkcs11: { uri: 'pkcs11:object=a' } }),
      'keys[0].pkcs11 must be left out if keyFile is set',
    ],
    [
      'a passphrase without its key',
      () =>
        withKey({
          keyFile: undefined as never,
          pkcs11: { uri: 'pkcs11:object=a' },
          passphraseFile: '/run/pin',
        }),
      'keys[0].passphraseFile must be left out without keyFile',
    ],
    [
      'a PIN in the address',
      () =>
        withKey({
          keyFile: undefined as never,
          pkcs11: { uri: 'pkcs11:object=a?PIN-value=1234' },
        }),
      'keys[0].pkcs11.uri must be the PKCS #11 URI of a private key',
    ],
    [
      'the content of a key',
      () => withKey({ keyFile: '-----BEGIN PRIVATE KEY-----' }),
      'keys[0].keyFile must be the path of a private key in PEM.',
    ],
    [
      'an unknown hash',
      () => withKey({ hash: 'md5' }),
      "keys[0].hash must be sha256 or sha384 or sha512, but is 'md5'.",
    ],
    [
      'an entity without its kind',
      () => withDriver({ entity: 'nic' }),
      "drivers[0].entity must be a full entity reference, such as 'component:default/acme', but is 'nic'.",
    ],
    [
      'a misspelt key',
      () => withKey({ certifcateFile: '/a' }),
      "keys[0].certifcateFile is not a known key; did you mean 'certificateFile'?",
    ],
  ])('refuses %s', (_, attempt, message) => {
    expect(attempt).toThrow(`driverToolkit.moduleSigning.${message}`);
  });
});
