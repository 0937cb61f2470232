import type { JsonObject } from '@backstage/types';
import { read, readProblems, REPOSITORY } from './__testUtils__/readProblems';

describe('what images are signed with', () => {
  const keyFile = '/run/secrets/cosign.key';
  const pushed = { ...REPOSITORY, push: true };
  const place = 'driverToolkit.imageRepositories[0].signing';

  it('is a key and its passphrase, by file', () => {
    const signing = { keyFile, passphraseFile: '/run/secrets/passphrase' };
    const config = read({
      imageRepositories: [{ ...pushed, signing }],
      drivers: { repositories: [{ prefix: 'ghcr.io/d', signing }] },
    });

    expect(config.imageRepositories[0].signing).toEqual(signing);
    expect(config.drivers.repositories[0].signing).toEqual(signing);
  });

  it('is refused if nothing is pushed', () => {
    expect(
      readProblems({
        imageRepositories: [{ ...REPOSITORY, signing: { keyFile } }],
      }),
    ).toEqual([
      `${place} must be left out if images are not pushed, because only pushed images are signed.`,
    ]);
  });

  it.each<[string, JsonObject | string]>([
    ['a path of no key', {}],
    ['the key itself', { keyFile: '-----BEGIN PRIVATE KEY-----\nhunter2' }],
    ['a passphrase itself', { keyFile, passphraseFile: 'hunter2\n2' }],
    ['an unknown key', { keyFile, passphrase: 'hunter2' }],
    ['a string', 'hunter2'],
  ])('refuses %s without quoting it', (_, signing) => {
    const messages = readProblems({
      imageRepositories: [{ ...pushed, signing }],
    });

    expect(messages).toEqual([expect.stringContaining(place)]);
    expect(messages[0]).not.toContain('hunter2');
  });
});
