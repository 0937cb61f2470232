import { TestServer, type TestAnswer } from '../http/__testUtils__/TestServer';
import { HttpClient } from '../http/HttpClient';
import {
  RegistryAuthenticator,
  type RegistryAccess,
} from './RegistryAuthenticator';

const CREDENTIALS = { username: 'lab', password: 'secret' };
const MINUTE = 60_000;

describe('the tokens of a RegistryAuthenticator', () => {
  const http = HttpClient.create();
  const signal = AbortSignal.timeout(60_000);
  let realm: TestServer;
  let answer: () => TestAnswer;
  let issued: number;
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    issued = 0;
    answer = () => ({
      body: JSON.stringify({
        token: `token-${(issued += 1)}`,
        expires_in: 300,
      }),
    });
    realm = await TestServer.start(() => answer());
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await realm.close();
  });

  afterAll(async () => {
    await http.close();
  });

  function create(access: Partial<RegistryAccess> = {}) {
    const authenticator = new RegistryAuthenticator(http, {
      origin: realm.origin,
      insecure: true,
      ...access,
    });
    const challenge = (parameters = '') =>
      `Bearer realm="${realm.origin}/token"${parameters}`;
    return {
      header: (repository = 'a') => authenticator.header(repository),
      ask: (refused?: string, repository = 'a', parameters = '') =>
        authenticator.answer(
          challenge(parameters),
          repository,
          refused,
          signal,
        ),
      basic: (refused?: string) =>
        authenticator.answer('Basic realm="a"', 'a', refused, signal),
    };
  }

  it('are cached until ten seconds before they expire, then fetched again', async () => {
    const { header, ask } = create();
    expect(header()).toBeUndefined();
    await ask();

    now += 290_000 - 1;
    expect(header()).toBe('Bearer token-1');
    now += 1;
    expect(header()).toBeUndefined();
    await expect(ask()).resolves.toBe('Bearer token-2');
    expect(header()).toBe('Bearer token-2');
    now += 5 * MINUTE;
    await expect(ask('Bearer token-2')).resolves.toBe('Bearer token-3');
    expect(realm.requests).toHaveLength(3);
  });

  it.each([
    [undefined, 50_000],
    [12, 6_000],
    [0, 50_000],
    [-5, 50_000],
    [null, 50_000],
  ])('with a lifetime of %s s are used for %d ms', async (lifetime, used) => {
    answer = () => ({
      body: JSON.stringify({ token: 'token', expires_in: lifetime }),
    });
    const { header, ask } = create();
    await ask();

    now += used - 1;
    expect(header()).toBe('Bearer token');
    now += 1;
    expect(header()).toBeUndefined();
  });

  it('are fetched once for many simultaneous refusals', async () => {
    const { ask } = create();

    const headers = await Promise.all([ask(), ask(), ask()]);

    expect(headers).toEqual(Array(3).fill('Bearer token-1'));
    expect(realm.requests).toHaveLength(1);
  });

  it('are fetched again if the registry refuses the cached one', async () => {
    const { ask } = create();
    const first = await ask();

    await expect(ask(first)).resolves.toBe('Bearer token-2');
    // A request that was refused with the old one uses the new one.
    await expect(ask(first)).resolves.toBe('Bearer token-2');
    expect(realm.requests).toHaveLength(2);
  });

  it('are requested again after a failure', async () => {
    const { header, ask } = create();
    answer = () => ({ status: 503 });
    await expect(ask()).rejects.toThrow('answered 503');
    expect(header()).toBeUndefined();
    answer = () => ({ body: '{"access_token":"late"}' });

    await expect(ask()).resolves.toBe('Bearer late');
  });

  it.each([400, 401, 403])('are refused permanently with %d', async status => {
    const { ask } = create();
    answer = () => ({ status });

    await expect(ask()).rejects.toThrow(
      `${realm.origin} gave no token for repository:a:pull: not found or private`,
    );
  });

  it('are for one repository and its actions', async () => {
    const { ask, header } = create({ actions: 'pull,push' });
    await ask(undefined, 'a', ',scope="repository:a:pull",service="s"');
    await ask(undefined, 'b');

    expect([header('a'), header('b')]).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(realm.requests.map(({ url }) => url)).toEqual([
      '/token?service=s&scope=repository%3Aa%3Apull%2Cpush',
      '/token?scope=repository%3Ab%3Apull%2Cpush',
    ]);
  });

  it('are for the scope of the challenge', async () => {
    const { ask } = create();
    await ask(undefined, 'a', ',scope="repository:other/a:pull"');

    expect(realm.requests[0].url).toBe(
      '/token?scope=repository%3Aother%2Fa%3Apull',
    );
  });

  it('use the current account', async () => {
    let credentials = CREDENTIALS;
    const { ask, basic, header } = create({
      credentials: async () => credentials,
    });
    const first = await ask();
    credentials = { ...CREDENTIALS, password: 'new' };
    await ask(first);

    const basicOf = ({ username, password }: typeof CREDENTIALS) =>
      `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    expect(realm.requests.map(({ headers }) => headers.authorization)).toEqual(
      [CREDENTIALS, credentials].map(basicOf),
    );
    now += 10 * MINUTE;
    await expect(basic()).resolves.toBe(basicOf(credentials));
    expect(header()).toBe(basicOf(credentials));
  });
});
