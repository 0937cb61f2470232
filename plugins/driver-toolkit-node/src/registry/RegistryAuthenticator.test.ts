import { HttpClient } from '../http/HttpClient';
import { TestServer } from '../http/__testUtils__/TestServer';
import { RegistryAuthenticator } from './RegistryAuthenticator';

describe('RegistryAuthenticator', () => {
  const http = HttpClient.create();

  afterAll(async () => {
    await http.close();
  });

  function answer(realm: string, insecure = false) {
    const authenticator = new RegistryAuthenticator(http, {
      origin: 'https://registry.example.com',
      credentials: { username: 'lab', password: 'secret' },
      insecure,
    });
    return authenticator.answer(
      `Bearer realm="${realm}"`,
      'repository:a:pull',
      undefined,
      AbortSignal.timeout(5000),
    );
  }

  it.each([
    'http://registry.example.com/token',
    'http://elsewhere.example.com/token',
    'ftp://127.0.0.1/token',
    'file:///etc/passwd',
  ])('sends no credentials to %s', async realm => {
    await expect(answer(realm)).rejects.toThrow(
      `https://registry.example.com sends credentials to `,
    );
    await expect(answer(realm)).rejects.toThrow(
      'which is refused: it is not https',
    );
  });

  it.each(['', 'no address', '/token'])(
    'wants an address, not "%s"',
    async realm => {
      await expect(answer(realm)).rejects.toThrow(
        'asks for a token but does not say where to get one',
      );
    },
  );

  it('asks a realm on this machine', async () => {
    const realm = await TestServer.start(() => ({ body: '{"token":"good"}' }));
    try {
      await expect(answer(`${realm.origin}/token?a=b`)).resolves.toBe(
        'Bearer good',
      );
      expect(realm.requests.map(({ url }) => url)).toEqual([
        '/token?a=b&scope=repository%3Aa%3Apull',
      ]);
    } finally {
      await realm.close();
    }
  });
});
