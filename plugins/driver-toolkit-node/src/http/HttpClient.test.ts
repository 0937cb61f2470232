import { createCertificate } from './__testUtils__/createCertificate';
import { TestServer } from './__testUtils__/TestServer';
import { HttpClient } from './HttpClient';
import { TransientError } from './TransientError';

describe('HttpClient', () => {
  const http = HttpClient.create();
  const signal = AbortSignal.timeout(60_000);
  const servers: TestServer[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.close()));
  });

  afterAll(async () => {
    await http.close();
  });

  async function start(...answer: Parameters<typeof TestServer.start>) {
    const server = await TestServer.start(...answer);
    servers.push(server);
    return server;
  }

  async function get(url: string, headers?: Record<string, string>) {
    return await http.send(new URL(url), { headers, signal });
  }

  it('returns any answer of the server', async () => {
    const server = await start(() => ({
      status: 418,
      headers: { 'X-Name': 'value' },
      body: 'short and stout',
    }));

    const response = await get(`${server.origin}/path?query=1`);

    expect(response.status).toBe(418);
    expect(response.ok).toBe(false);
    expect(response.header('x-NAME')).toBe('value');
    expect(response.header('absent')).toBeUndefined();
    expect((await response.bytes(100)).toString()).toBe('short and stout');
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      url: '/path?query=1',
    });
    expect(server.requests[0].headers).not.toHaveProperty('accept-encoding');
  });

  it('says what to do if a server does not use TLS, and that a retry does not help', async () => {
    const server = await start(() => ({ body: 'x' }));
    const origin = server.origin.replace('http:', 'https:');

    const failure = await get(`${origin}/v2/`).catch(error => error);

    expect(failure).toMatchObject({
      name: 'ServiceUnavailableError',
      message: `${origin}/v2/ could not be reached: it speaks plain HTTP, not HTTPS; set \`insecure: true\` for a registry, or write the address of a mirror with http://`,
    });
    expect(failure).not.toBeInstanceOf(TransientError);
  });

  it('limits the size of a body', async () => {
    const server = await start(() => ({ body: 'x'.repeat(100_000) }));

    const response = await get(`${server.origin}/large?token=secret`);

    await expect(response.bytes(99_999)).rejects.toThrow(
      `${server.origin}/large is larger than 99999 bytes`,
    );
  });

  it('keeps the authorization on redirects within an origin, and drops it otherwise', async () => {
    const other = await start(() => ({ body: 'there' }));
    const server = await start(({ url }) => ({
      status: 307,
      headers: { location: url === '/1' ? '2' : `${other.origin}/3` },
    }));

    const response = await get(`${server.origin}/1`, {
      Authorization: 'Bearer secret',
      accept: 'text/plain',
    });

    expect(response.url.href).toBe(`${other.origin}/3`);
    await response.discard();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      ['Bearer secret', 'Bearer secret'],
    );
    expect(other.requests[0].headers.authorization).toBeUndefined();
    expect(other.requests[0].headers.accept).toBe('text/plain');
  });

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://'])(
    'does not follow a redirect to %s',
    async location => {
      const server = await start(() => ({
        status: 302,
        headers: { location },
      }));

      await expect(get(server.origin)).rejects.toThrow(
        'which is refused; allowed: http: and https:',
      );
    },
  );

  it('limits the number of redirects', async () => {
    const server = await start(() => ({
      status: 302,
      headers: { location: '/again' },
    }));

    await expect(get(server.origin)).rejects.toThrow(
      'redirects more than 5 times',
    );
    expect(server.requests).toHaveLength(6);
  });

  it('says that a server is unreachable', async () => {
    const server = await TestServer.start(() => ({}));
    const { origin } = server;
    await server.close();

    const error = await get(`${origin}/a?token=secret`).catch(thrown => thrown);

    expect(error.name).toBe('ServiceUnavailableError');
    expect(error.message).toBe(
      `${origin}/a could not be reached: the connection was refused (ECONNREFUSED)`,
    );
    expect(error.cause.code).toBe('ECONNREFUSED');
  });

  it('says that a body is incomplete', async () => {
    const server = await start(() => ({ body: '0123456789', cutAfter: 5 }));

    const response = await get(`${server.origin}/a`);

    await expect(response.bytes(100)).rejects.toThrow(
      `${server.origin}/a broke off: the connection was cut`,
    );
  });

  it('limits the time for an answer and for the rest of it', async () => {
    const impatient = HttpClient.create({
      timeouts: { connect: 300, headers: 300, idle: 300 },
    });
    const silent = await start(() => new Promise(() => {}));
    const stalling = await start(() => ({ body: '0123456789', stallAfter: 5 }));

    await expect(
      impatient.send(new URL(silent.origin), { signal }),
    ).rejects.toThrow('the server did not answer in time');
    const response = await impatient.send(new URL(stalling.origin), { signal });
    await expect(response.bytes(100)).rejects.toThrow(
      'broke off: the server stopped sending in the middle',
    );
    await impatient.close();
  });

  it('limits the time for a slow body', async () => {
    const impatient = HttpClient.create({ timeouts: { body: 300 } });
    const trickling = await start(() => ({
      body: 'x'.repeat(10_000),
      trickle: 10,
    }));

    const response = await impatient.send(new URL(trickling.origin), {
      signal,
    });

    await expect(response.bytes(10_000)).rejects.toThrow(
      'was not complete after 0.3 seconds',
    );
    await impatient.close();
  });

  it('keeps a connection for the next request, after HEAD as well', async () => {
    const ports = new Set<number | undefined>();
    const server = await start(({ port }) => {
      ports.add(port);
      return { body: 'x' };
    });
    const client = HttpClient.create();

    for (let i = 0; i < 20; i++) {
      const method = i % 2 === 0 ? 'HEAD' : 'GET';
      const response = await client.send(new URL(server.origin), {
        method,
        signal,
      });
      await (method === 'HEAD' ? response.discard() : response.bytes(10));
    }

    expect(server.requests).toHaveLength(20);
    // A request may come just before the last connection is free.
    expect(ports.size).toBeLessThanOrEqual(2);
    await client.close();
  });

  it('does not follow a redirect from https to http', async () => {
    const { key, cert } = createCertificate();
    const plain = await start(() => ({}));
    const secure = await start(
      () => ({ status: 302, headers: { location: plain.origin } }),
      { key, cert },
    );
    const pem = Buffer.from(cert);
    const client = HttpClient.create({
      tls: { ca: pem, cert: pem, key: Buffer.from(key) },
    });

    await expect(
      client.send(new URL(secure.origin), { signal }),
    ).rejects.toThrow('which is refused; allowed: https:');
    expect(plain.requests).toEqual([]);
    await client.close();
  });

  it("rejects at once with the signal's reason", async () => {
    const controller = new AbortController();
    const server = await start(() => {
      controller.abort(new Error('shutting down'));
      return {};
    });

    await expect(
      http.send(new URL(server.origin), { signal: controller.signal }),
    ).rejects.toThrow('shutting down');
  });
});
