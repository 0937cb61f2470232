import { findCredentials } from './findCredentials';
import { parseAuthFile } from './parseAuthFile';

const PATH = '/etc/auth.json';

function encode(username: string, password: string) {
  return {
    auth: Buffer.from(`${username}:${password}`).toString('base64'),
  };
}

function ask(file: object | null, registry: string, repository: string) {
  return findCredentials(parseAuthFile(JSON.stringify(file), PATH), {
    registry,
    repository,
    path: PATH,
  });
}

/** The account only, without the reason why there is none. */
function find(file: object | null, registry: string, repository: string) {
  const account = ask(file, registry, repository);
  return account && 'credentials' in account ? account.credentials : undefined;
}

function problemOf(file: object | null, registry: string, repository: string) {
  const account = ask(file, registry, repository);
  return account && 'problem' in account ? account.problem : undefined;
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

  it("prefers podman's key to docker's web address", () => {
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
      { auths: { 'quay.io': { auth: '' } }, credsStore: 'desktop' },
      "the credential helper 'desktop'",
    ],
    ...[encode('user', ''), encode('user', '\0'), encode('', 'secret')].map(
      (entry): [object, string] => [
        { auths: { 'quay.io': entry } },
        'has no user name and password for quay.io',
      ],
    ),
    ...['Og==', 'bm9jb2xvbg==', '%', ' '].map((auth): [object, string] => [
      { auths: { 'quay.io': { auth } } },
      'has no user name and password for quay.io',
    ]),
  ])('is anonymous for %j, and says why', (file, reason) => {
    const problem = problemOf(file, 'quay.io', 'team/a');

    expect(problem).toContain(reason);
    expect(problem).toContain(PATH);
    expect(problem).not.toContain('secret');
    // Other registries of the same file are not affected.
    expect(ask(file, 'ghcr.io', 'team/a')).toBeUndefined();
  });

  it('prefers an existing account to an unsupported helper', () => {
    const file = {
      auths: { 'quay.io': encode('all', 'a') },
      credHelpers: { 'quay.io': 'pass' },
      credsStore: 'desktop',
    };

    expect(find(file, 'quay.io', 'team/a')?.username).toBe('all');
  });

  it.each([
    {},
    null,
    { auth: '' },
    { auth: null },
    { auth: null, username: null, password: '', identitytoken: null },
    { username: '', password: '', email: 'a@example.com' },
  ])("is anonymous for %j, despite the registry's account", entry => {
    const file = {
      auths: { 'quay.io': encode('all', 'a'), 'quay.io/team': entry },
    };

    expect(ask(file, 'quay.io', 'team/a')).toBeUndefined();
    expect(find(file, 'quay.io', 'other/a')?.username).toBe('all');
  });

  it.each([
    null,
    {},
    { auths: null },
    { auths: { 'quay.io': { username: 5, password: [], email: {} } } },
    { auths: { 'quay.io': {} }, credsStore: 5 },
    { auths: {}, credHelpers: null, credsStore: null },
    { auths: { 'quay.io': {} }, credHelpers: { 'quay.io': null } },
    {
      auths: { 'quay.io': {} },
      credHelpers: { 'quay.io': '' },
      credsStore: '',
    },
  ])('is anonymous if a whole file is %j', file => {
    expect(ask(file, 'quay.io', 'team/a')).toBeUndefined();
  });

  it("reads the user name and password of Kubernetes' secrets", () => {
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
    // Kubernetes writes both with the same value; podman reads only `auth`.
    expect(
      find(
        { auths: { 'quay.io': { ...account, ...encode('auth', 'a') } } },
        'quay.io',
        'a',
      )?.username,
    ).toBe('auth');
  });

  it.each([{ username: 'robot' }, { password: 'secret' }])(
    'ignores an incomplete account: %j',
    half => {
      const problem = problemOf({ auths: { 'quay.io': half } }, 'quay.io', 'a');

      expect(problem).toContain('has no user name and password for quay.io');
      expect(problem).not.toContain('secret');
    },
  );

  it.each(['', '5', '[]', '{"auths":{"quay.io":"c2VjcmV0"}}', '{"secret":'])(
    'refuses %j as an auth file, and does not repeat it',
    text => {
      const parse = () => parseAuthFile(text, PATH);

      expect(parse).toThrow(
        `The auth file ${PATH} is not in the form of podman's auth.json`,
      );
      expect(parse).not.toThrow(/c2VjcmV0|secret/);
    },
  );
});
