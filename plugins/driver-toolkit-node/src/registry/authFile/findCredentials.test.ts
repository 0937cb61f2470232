import { findCredentials } from './findCredentials';
import { parseAuthFile } from './parseAuthFile';

const PATH = '/etc/auth.json';

function encode(username: string, password: string) {
  return {
    auth: Buffer.from(`${username}:${password}`).toString('base64'),
  };
}

function find(file: object, registry: string, repository: string) {
  return findCredentials(parseAuthFile(JSON.stringify(file), PATH), {
    registry,
    repository,
    path: PATH,
  });
}

describe('findCredentials', () => {
  const auths = {
    'quay.io': encode('all', 'of:quay'),
    'quay.io/team': encode('team', 'a'),
    'quay.io/team/driver-toolkit': encode('image', 'b'),
    'registry.example.com:5000': encode('port', 'c'),
    'https://index.docker.io/v1/': encode('hub', 'd'),
    'https://gitlab.example.com': encode('web', 'e'),
  };

  it.each([
    ['quay.io', 'team/driver-toolkit', 'image'],
    ['quay.io', 'team/driver-toolkit/more', 'image'],
    ['quay.io', 'team/driver-toolkit-2', 'team'],
    ['quay.io', 'teams/driver-toolkit', 'all'],
    ['registry.example.com:5000', 'a', 'port'],
    ['docker.io', 'library/centos', 'hub'],
    ['gitlab.example.com', 'a/b', 'web'],
  ])(
    'finds the closest account for %s/%s',
    (registry, repository, username) => {
      expect(find({ auths }, registry, repository)?.username).toBe(username);
    },
  );

  it.each([
    ['registry.example.com', 'a'],
    ['registry.example.com:5001', 'a'],
    ['example.com', 'quay.io/team'],
  ])('finds none for %s/%s', (registry, repository) => {
    expect(find({ auths }, registry, repository)).toBeUndefined();
    expect(find({}, registry, repository)).toBeUndefined();
  });

  it('keeps colons in passwords, and drops the padding of docker', () => {
    expect(find({ auths }, 'quay.io', 'a')).toEqual({
      username: 'all',
      password: 'of:quay',
    });
    const padded = { auths: { 'quay.io': encode('a', 'b\0\0') } };
    expect(find(padded, 'quay.io', 'a')?.password).toBe('b');
  });

  it('prefers what podman writes to the web address that docker wrote', () => {
    const both = {
      'https://index.docker.io/v1/': encode('docker', 'a'),
      'docker.io': encode('podman', 'b'),
    };
    expect(find({ auths: both }, 'docker.io', 'a')?.username).toBe('podman');
  });

  it.each([
    [{ credHelpers: { 'quay.io': 'pass' } }, "the credential helper 'pass'"],
    [
      { auths: { 'quay.io': {} }, credsStore: 'desktop' },
      "the credential helper 'desktop'",
    ],
    [
      { auths: { 'quay.io': { identitytoken: 'secret-token' } } },
      'has an identity token for quay.io, which is not supported',
    ],
    [
      { auths: { 'quay.io': { auth: 'c2VjcmV0' } } },
      'has no user name and password for quay.io',
    ],
    [
      { auths: { 'quay.io': encode('user', '') } },
      'has no user name and password for quay.io',
    ],
  ])('says that it cannot use %j', (file, reason) => {
    const attempt = () => find(file, 'quay.io', 'team/a');

    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(PATH);
    expect(attempt).not.toThrow('secret');
    // Other registries of the same file are not affected.
    expect(find(file, 'ghcr.io', 'team/a')).toBeUndefined();
  });

  it.each([
    {},
    null,
    { auth: '' },
    { auth: null },
    { auth: null, username: null, password: '', identitytoken: null },
    { username: '', password: '', email: 'a@example.com' },
  ])('is anonymous for %j, whatever the account of the registry', entry => {
    const file = {
      auths: { 'quay.io': encode('all', 'a'), 'quay.io/team': entry },
    };

    expect(find(file, 'quay.io', 'team/a')).toBeUndefined();
    expect(find(file, 'quay.io', 'other/a')?.username).toBe('all');
  });

  it.each([
    {},
    { auths: null },
    { auths: {}, credHelpers: null, credsStore: null },
    { auths: { 'quay.io': {} }, credHelpers: { 'quay.io': null } },
    {
      auths: { 'quay.io': {} },
      credHelpers: { 'quay.io': '' },
      credsStore: '',
    },
  ])('is anonymous where a whole file is %j', file => {
    expect(find(file, 'quay.io', 'team/a')).toBeUndefined();
  });

  it("takes the user name and password of Kubernetes' secrets", () => {
    const account = { username: 'robot', password: 'se:cret' };

    expect(find({ auths: { 'quay.io': account } }, 'quay.io', 'a')).toEqual(
      account,
    );
    expect(
      find(
        { auths: { 'quay.io': { ...account, auth: '', email: null } } },
        'quay.io',
        'a',
      ),
    ).toEqual(account);
    // Both are the same where Kubernetes writes them; podman knows `auth` alone.
    expect(
      find(
        { auths: { 'quay.io': { ...account, ...encode('auth', 'a') } } },
        'quay.io',
        'a',
      )?.username,
    ).toBe('auth');
  });

  it.each([{ username: 'robot' }, { password: 'secret' }])(
    'does not make an account of half a one: %j',
    half => {
      const attempt = () =>
        find({ auths: { 'quay.io': half } }, 'quay.io', 'a');

      expect(attempt).toThrow('has no user name and password for quay.io');
      expect(attempt).not.toThrow('secret');
    },
  );

  it.each(['', 'null', '[]', '{"auths":{"quay.io":"c2VjcmV0"}}', '{"secret":'])(
    'does not take %j for an auth file, nor repeats it',
    text => {
      const parse = () => parseAuthFile(text, PATH);

      expect(parse).toThrow(
        `The auth file ${PATH} is not in the form of podman's auth.json`,
      );
      expect(parse).not.toThrow(/c2VjcmV0|secret/);
    },
  );
});
