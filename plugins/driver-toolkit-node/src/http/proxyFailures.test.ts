import { once } from 'node:events';
import {
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { withoutProxies } from './__testUtils__/proxyEnvironment';
import { HttpClient } from './HttpClient';
import { TransientError } from './TransientError';
import { withRetries } from './withRetries';

const OK = 'HTTP/1.1 200 Connection Established\r\n\r\n';

/** A proxy's behaviour, and the resulting message. */
const FAILURES: [what: string, does: (socket: Socket) => void, says: RegExp][] =
  [
    ['closes', socket => socket.end(), /the connection was cut by the proxy$/],
    ['cuts', socket => socket.destroy(), /the connection was cut/],
    ['resets', socket => socket.resetAndDestroy(), /the connection was cut/],
    [
      'breaks off within its answer',
      socket => socket.end('HTTP/1.1 200 O'),
      /the connection was cut by the proxy$/,
    ],
    [
      'breaks off within the head of its answer',
      socket => socket.end('HTTP/1.1 200 OK\r\nA: b'),
      /the connection was cut by the proxy$/,
    ],
    [
      'says that it goes on',
      socket => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
      /the connection was cut by the proxy$/,
    ],
    [
      'speaks another protocol',
      socket =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
        ),
      /the connection was cut by the proxy$/,
    ],
    [
      'leads there and closes',
      socket => socket.end(OK),
      /the connection was cut|disconnected before/,
    ],
    [
      'leads there and resets',
      socket => socket.write(OK, () => socket.resetAndDestroy()),
      /the connection was cut|disconnected before/,
    ],
    [
      'leads there and is silent',
      socket => socket.write(OK),
      /the server did not answer in time|the connection took too long/,
    ],
    [
      'leads to who speaks unasked',
      socket => socket.write(`${OK}220 ready\r\n\r\n`),
      /the connection was cut by the proxy$|speaks plain HTTP/,
    ],
    ['is silent', () => {}, /the server did not answer in time/],
    [
      'speaks no HTTP',
      socket => socket.end('hello\r\n\r\n'),
      /does not match the HTTP\/1\.1 protocol/,
    ],
    ...[201, 403, 407, 429, 503].map((status): (typeof FAILURES)[number] => [
      `answers ${status}`,
      socket =>
        socket.end(`HTTP/1.1 ${status} Any\r\nContent-Length: 0\r\n\r\n`),
      new RegExp(
        `the proxy refused the connection: it answered ${status} to CONNECT$`,
      ),
    ]),
  ];

describe('a proxy that fails', () => {
  let restore: () => void;
  let server: Server;
  let does: (socket: Socket) => void;
  const sockets = new Set<Socket>();
  let connections = 0;
  let http: HttpClient;

  beforeEach(async () => {
    restore = withoutProxies();
    connections = 0;
    server = createServer(socket => {
      connections++;
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      socket.once('data', () => does(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    process.env.http_proxy = `http://127.0.0.1:${port}`;
    process.env.https_proxy = `http://127.0.0.1:${port}`;
    http = HttpClient.create({
      timeouts: { connect: 300, headers: 300, idle: 300 },
    });
  });

  afterEach(async () => {
    restore();
    await http.close();
    sockets.forEach(socket => socket.destroy());
    server.close();
  });

  const send = (protocol: string, signal: AbortSignal) =>
    http.send(new URL(`${protocol}://127.0.0.1:9/v2/`), { signal });

  describe.each(['http', 'https'])('by %s', protocol => {
    it.each(FAILURES)('is tried once when it %s', async (_, what, says) => {
      does = what;

      const failure = await send(protocol, AbortSignal.timeout(10_000)).catch(
        error => error,
      );

      expect(failure.message).toMatch(
        new RegExp(
          `^${protocol}://127\\.0\\.0\\.1:9/v2/ could not be reached: `,
        ),
      );
      expect(failure.message).toMatch(says);
      expect(connections).toBe(1);
      // A retry does not help with a server without TLS.
      expect(failure instanceof TransientError).toBe(
        !failure.message.includes('plain HTTP'),
      );
    });

    it('is retried as often as any server', async () => {
      does = socket => socket.destroy();
      const signal = AbortSignal.timeout(10_000);
      const policy = {
        attempts: 3,
        baseDelay: 1,
        maxDelay: 1,
        maxRetryAfter: 1,
      };

      await expect(
        withRetries(() => send(protocol, signal), { signal, policy }),
      ).rejects.toThrow('the connection was cut');

      expect(connections).toBe(3);
    });

    it('does not delay an abort', async () => {
      does = () => {};
      const controller = new AbortController();
      const patient = HttpClient.create();

      const asked = patient.send(new URL(`${protocol}://127.0.0.1:9/`), {
        signal: controller.signal,
      });
      await once(server, 'connection');
      controller.abort(new Error('shutting down'));

      await expect(asked).rejects.toThrow('shutting down');
      await patient.close();
    });
  });

  it('gets no request after an abort', async () => {
    await expect(
      send('http', AbortSignal.abort(new Error('too late'))),
    ).rejects.toThrow('too late');
    expect(connections).toBe(0);
  });

  it('works again after it recovers', async () => {
    does = socket => socket.write(`${OK}220 ready\r\n\r\n`);
    const signal = AbortSignal.timeout(10_000);
    await expect(send('http', signal)).rejects.toThrow('was cut by the proxy');
    does = socket => {
      socket.write(OK);
      socket.on('data', () =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'),
      );
    };

    const response = await send('http', signal);

    expect((await response.bytes(10)).toString()).toBe('hi');
  });
});
