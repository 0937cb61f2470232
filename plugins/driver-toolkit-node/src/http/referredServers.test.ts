import { resolveTestHosts } from './__testUtils__/resolveTestHosts';
import { TestServer } from './__testUtils__/TestServer';
import { HttpClient } from './HttpClient';

describe('a server that only another server named', () => {
  const signal = AbortSignal.timeout(60_000);
  const servers: TestServer[] = [];
  const clients: HttpClient[] = [];

  afterEach(async () => {
    await Promise.all(clients.splice(0).map(client => client.close()));
    await Promise.all(servers.splice(0).map(server => server.close()));
  });

  async function start(...answer: Parameters<typeof TestServer.start>) {
    const server = await TestServer.start(...answer);
    servers.push(server);
    return server;
  }

  function createClient(redirectHosts?: string[]) {
    const client = HttpClient.create({
      resolve: resolveTestHosts,
      redirectHosts,
    });
    clients.push(client);
    return client;
  }

  /** A server of a scope that redirects to another host name on this machine. */
  async function follow(
    from: string,
    to: string,
    options: { redirectHosts?: string[] } = {},
  ) {
    const target = await start(() => ({ body: 'inside' }));
    const location = `http://${to}:${new URL(target.origin).port}/secret`;
    const server = await start(() => ({ status: 302, headers: { location } }));
    const url = `http://${from}:${new URL(server.origin).port}/`;
    const answer = createClient(options.redirectHosts)
      .send(new URL(url), { signal })
      .then(async response => (await response.bytes(100)).toString());
    return { answer, target };
  }

  it.each([
    ['public.test', 'public-b.test'],
    ['private.test', 'public.test'],
    ['private.test', 'private-b.test'],
    ['loopback.test', 'private.test'],
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
    ['127.0.0.1', 'localhost'],
  ])('is asked: %s sends to %s', async (from, to) => {
    const { answer, target } = await follow(from, to);

    await expect(answer).resolves.toBe('inside');
    expect(target.requests).toHaveLength(1);
  });

  it.each([
    ['public.test', 'private.test', 'is a private address'],
    ['public.test', 'loopback.test', 'is a loopback address'],
    ['public.test', 'reserved.test', 'is a reserved address'],
    ['private.test', 'loopback.test', 'is a loopback address'],
    ['private.test', 'reserved.test', 'is a reserved address'],
    ['public.test', 'localhost', 'is a loopback address'],
    ['public.test', '127.0.0.1', '127.0.0.1 is a loopback address'],
    ['public.test', '2130706433', '127.0.0.1 is a loopback address'],
    ['public.test', '0x7f.1', '127.0.0.1 is a loopback address'],
    ['public.test', '[::1]', '::1 is a loopback address'],
    ['public.test', '[::ffff:127.0.0.1]', '::ffff:7f00:1 is a loopback'],
    ['public.test', '0.0.0.0', '0.0.0.0 is a loopback address'],
    ['public.test', '169.254.169.254', '169.254.169.254 is a reserved address'],
  ])('is not asked: %s sends to %s', async (from, to, reason) => {
    const { answer, target } = await follow(from, to);

    const error = await answer.catch(thrown => thrown);

    expect(error.name).toBe('ServiceUnavailableError');
    expect(error.message).toContain(reason);
    expect(error.message).toContain(
      "list the host in the image repository's redirectHosts",
    );
    expect(target.requests).toEqual([]);
  });

  it('is asked on any network if it is configured', async () => {
    const { answer } = await follow('public.test', 'private.test', {
      redirectHosts: ['private.test'],
    });

    await expect(answer).resolves.toBe('inside');
  });

  it('is not asked over a connection that was opened by configuration', async () => {
    const target = await start(() => ({ body: 'inside' }));
    const { port } = new URL(target.origin);
    const server = await start(() => ({
      status: 302,
      headers: { location: `http://private.test:${port}/` },
    }));
    const client = createClient();
    const own = await client.send(new URL(`http://private.test:${port}/`), {
      signal,
    });
    await own.bytes(100);

    await expect(
      client.send(
        new URL(`http://public.test:${new URL(server.origin).port}/`),
        { signal },
      ),
    ).rejects.toThrow('is a private address');
    expect(target.requests).toHaveLength(1);
  });

  it('is compared with the first server, not with the last redirect', async () => {
    const target = await start(() => ({ body: 'inside' }));
    const middle = await start(() => ({
      status: 302,
      headers: {
        location: `http://private.test:${new URL(target.origin).port}/`,
      },
    }));
    const server = await start(() => ({
      status: 302,
      headers: {
        location: `http://public-b.test:${new URL(middle.origin).port}/`,
      },
    }));

    await expect(
      createClient().send(
        new URL(`http://public.test:${new URL(server.origin).port}/`),
        { signal },
      ),
    ).rejects.toThrow('is a private address');
    expect(middle.requests).toHaveLength(1);
    expect(target.requests).toEqual([]);
  });

  it('is not asked if an answer named it without a redirect', async () => {
    const target = await start(() => ({}));

    await expect(
      createClient().send(new URL(target.origin), {
        signal,
        namedBy: new URL('https://public.test'),
      }),
    ).rejects.toThrow('127.0.0.1 is a loopback address');
    expect(target.requests).toEqual([]);
  });
});
