import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { withoutProxies } from './__testUtils__/proxyEnvironment';
import { TestServer } from './__testUtils__/TestServer';
import { HttpClient } from './HttpClient';

/** A proxy that connects to any requested address. */
async function startProxy(): Promise<{ server: Server; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer().on('connect', (request, client, head) => {
    asked.push(request.url ?? '');
    const [, host, port] = /^(.*):(\d+)$/.exec(request.url ?? '')!;
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked };
}

describe('a proxy of the environment', () => {
  let restore: () => void;
  let proxy: { server: Server; asked: string[] };
  let target: TestServer;

  beforeEach(async () => {
    restore = withoutProxies();
    proxy = await startProxy();
    target = await TestServer.start(() => ({ body: 'the answer' }));
    const { port } = proxy.server.address() as AddressInfo;
    process.env.HTTP_PROXY = `http://127.0.0.1:${port}`;
  });

  afterEach(async () => {
    restore();
    await target.close();
    proxy.server.closeAllConnections();
    proxy.server.close();
  });

  async function get(url: string): Promise<string> {
    const client = HttpClient.create();
    try {
      const signal = AbortSignal.timeout(10_000);
      const response = await client.send(new URL(url), { signal });
      return (await response.bytes(100)).toString();
    } finally {
      await client.close();
    }
  }

  it.each([undefined, '', '10.0.0.0/8', '127.0.0.0/8:1', '0.0.1'])(
    'is used if NO_PROXY is %j',
    async value => {
      if (value !== undefined) {
        process.env.NO_PROXY = value;
      }

      await expect(get(target.origin)).resolves.toBe('the answer');

      expect(proxy.asked).toEqual([target.host]);
    },
  );

  it.each(['127.0.0.0/8', '127.0.0.1', '10.0.0.0/8 127.0.0.0/8', '*'])(
    'is not used if NO_PROXY is %j',
    async value => {
      process.env.NO_PROXY = value;

      await expect(get(target.origin)).resolves.toBe('the answer');

      expect(proxy.asked).toEqual([]);
      expect(target.requests).toHaveLength(1);
    },
  );

  it('comes from the lower-case variable, if set', async () => {
    process.env.no_proxy = '10.0.0.0/8';
    process.env.NO_PROXY = '127.0.0.0/8';

    await get(target.origin);

    expect(proxy.asked).toEqual([target.host]);
  });

  it('is not used if the lower-case variable is empty', async () => {
    process.env.no_proxy = '';
    process.env.NO_PROXY = '127.0.0.0/8';

    await get(target.origin);

    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ['small letters first', (own: string) => [own, 'http://127.0.0.1:9'], true],
    ['capitals where those are empty', (own: string) => ['', own], true],
    ['an address without a scheme', (own: string) => [own.slice(7), ''], true],
    ['none where both are empty', () => ['', ''], false],
  ])('comes from %s', async (_, values, isAsked) => {
    const own = process.env.HTTP_PROXY!;
    [process.env.http_proxy, process.env.HTTP_PROXY] = values(own);

    await expect(get(target.origin)).resolves.toBe('the answer');

    expect(proxy.asked).toEqual(isAsked ? [target.host] : []);
  });

  it('is refused, and not quoted, if it is not an address', () => {
    process.env.HTTP_PROXY = 'http://me:secret@';

    expect(() => HttpClient.create()).toThrow(
      'The environment variable HTTP_PROXY is not the address of a proxy',
    );
    expect(() => HttpClient.create()).not.toThrow('secret');
  });

  it("is chosen by a redirect's target", async () => {
    const { port } = new URL(target.origin);
    const first = await TestServer.start(() => ({
      status: 302,
      headers: { location: `http://localhost:${port}/` },
    }));
    process.env.NO_PROXY = '127.0.0.0/8';

    await expect(get(first.origin)).resolves.toBe('the answer');

    expect(proxy.asked).toEqual([`localhost:${port}`]);
    await first.close();
  });
});
