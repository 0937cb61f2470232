import type { RegistryCredentials } from '../config/types';
import { createCertificate } from '../http/__testUtils__/createCertificate';
import { TestServer, type TestTls } from '../http/__testUtils__/TestServer';
import { HttpClient } from '../http/HttpClient';
import { RegistryAuthenticator } from './RegistryAuthenticator';

const CREDENTIALS = { username: 'lab', password: 'secret' };
const BASIC = `Basic ${Buffer.from('lab:secret').toString('base64')}`;
const ORIGIN = 'https://registry.example.com';

describe('RegistryAuthenticator', () => {
  const tls = createCertificate();
  const http = HttpClient.create({
    tls: {
      ca: Buffer.from(tls.cert),
      cert: Buffer.from(tls.cert),
      key: Buffer.from(tls.key),
    },
    // As if this machine's servers were on the internet, like the registry.
    resolve: async address => [{ address, family: 4, scope: 'public' }],
  });

  afterAll(async () => {
    await http.close();
  });

  function answer(
    realm: string,
    origin: string,
    credentials?: RegistryCredentials,
  ) {
    const authenticator = new RegistryAuthenticator(http, {
      origin,
      credentials: async () => credentials,
      insecure: origin.startsWith('http:'),
    });
    return authenticator.answer(
      `Bearer realm="${realm}"`,
      'a',
      undefined,
      AbortSignal.timeout(5000),
    );
  }

  async function withRealm(
    use: (realm: TestServer) => Promise<void>,
    certificate?: TestTls,
  ) {
    const realm = await TestServer.start(
      () => ({ body: '{"token":"good"}' }),
      certificate,
    );
    try {
      await use(realm);
    } finally {
      await realm.close();
    }
  }

  it.each([
    'http://registry.example.com/token',
    'http://elsewhere.example.com/token',
    'http://127.0.0.1/token',
    'ftp://127.0.0.1/token',
    'file:///etc/passwd',
  ])('fetches no token from %s', async realm => {
    for (const credentials of [undefined, CREDENTIALS]) {
      await expect(answer(realm, ORIGIN, credentials)).rejects.toThrow(
        /^https:\/\/registry\.example\.com asks for a token from .*, which is refused: it is not https$/,
      );
    }
  });

  it.each(['', 'no address', '/token'])(
    'refuses "%s" as an address',
    async realm => {
      await expect(answer(realm, ORIGIN, CREDENTIALS)).rejects.toThrow(
        'asks for a token but does not say where to get one',
      );
    },
  );

  it("sends its credentials to a realm on the registry's host, on any port", async () => {
    await withRealm(async realm => {
      await expect(
        answer(`${realm.origin}/token?a=b`, 'https://127.0.0.1:1', CREDENTIALS),
      ).resolves.toBe('Bearer good');
      expect(realm.requests).toMatchObject([
        {
          url: '/token?a=b&scope=repository%3Aa%3Apull',
          headers: { authorization: BASIC },
        },
      ]);
    }, tls);
  });

  it('asks a realm of another domain without credentials, or not at all', async () => {
    await withRealm(async realm => {
      const url = `${realm.origin}/token`;

      await expect(answer(url, ORIGIN, CREDENTIALS)).rejects.toThrow(
        `${ORIGIN} asks for a token from ${url}, which is refused: credentials are sent only to registry.example.com and hosts of example.com; add the host to tokenHosts if it belongs to the registry, or remove the credentials if its images are public`,
      );
      expect(realm.requests).toEqual([]);

      await expect(answer(url, ORIGIN)).resolves.toBe('Bearer good');
      expect(realm.requests).toHaveLength(1);
      expect(realm.requests[0].headers).not.toHaveProperty('authorization');
    }, tls);
  });

  it('uses plain http only for the host of a plain http registry', async () => {
    await withRealm(async realm => {
      const url = `${realm.origin}/token`;

      for (const credentials of [undefined, CREDENTIALS]) {
        await expect(
          answer(url, 'http://registry.example.com', credentials),
        ).rejects.toThrow(
          'without https, tokens come only from registry.example.com itself',
        );
      }
      expect(realm.requests).toEqual([]);

      await expect(
        answer(url, 'http://127.0.0.1:1', CREDENTIALS),
      ).resolves.toBe('Bearer good');
      expect(realm.requests[0].headers.authorization).toBe(BASIC);
    });
  });
});
