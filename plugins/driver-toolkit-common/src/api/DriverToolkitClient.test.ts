/** @jest-environment node */
import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import type { BuildEvent } from './DriverToolkitApi';
import { DriverToolkitClient } from './DriverToolkitClient';

const ID = '0b0c7d2e-58a4-4b53-9c0a-0d8f6a0a5a01';

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

describe('DriverToolkitClient', () => {
  let handle: Handler;
  const server = createServer(async (request, response) => {
    await handle(request, response);
  });
  const client = DriverToolkitClient.create({
    discoveryApi: {
      getBaseUrl: async id =>
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/${id}`,
    },
  });

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterAll(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  function answer(body: unknown, status = 200) {
    const requests: IncomingMessage[] = [];
    handle = (request, response) => {
      requests.push(request);
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    };
    return requests;
  }

  it('reads a snapshot that has changed since a tag, and nothing else', async () => {
    handle = (request, response) => {
      if (request.headers['if-none-match'] === 'W/"2"') {
        response.writeHead(304).end();
      } else {
        response
          .writeHead(200, { 'content-type': 'application/json', etag: 'W/"2"' })
          .end('{"complete":true}');
      }
    };
    const whole = { snapshot: { complete: true }, tag: 'W/"2"' };

    expect(await client.getChangedSnapshot(undefined)).toEqual(whole);
    expect(await client.getChangedSnapshot('W/"1"')).toEqual(whole);
    expect(await client.getChangedSnapshot('W/"2"')).toBeUndefined();
  });

  it('calls the paths of the API', async () => {
    const requests = answer({ items: [], totalItems: 0 });

    expect(await client.getSources()).toEqual([]);
    expect(await client.getBuilders()).toEqual([]);
    await client.getKernels({ source: 'centos', q: '5.14 & more', limit: 2 });
    await client.getKernel('centos', '5.14.0-391.el9+x/y');
    await client.getImages({ kernel: '5.14.0-391.el9' });
    await client.getImage('ghcr', '5.14.0-391.el9');
    await client.getMatrix({ source: 'c', repository: 'r', missing: false });
    await client.getSnapshot();
    await client.refreshSource('centos');
    await client.getBuilds({ entityRef: 'component:default/simple' });
    await client.getBuild(ID);
    await client.cancelBuild(ID);
    expect(await client.getMaintenance()).toEqual([]);
    await client.runMaintenance('centos', 'ghcr');
    await client.getClaims({ state: 'disputed' });
    await client.getClaim(ID);
    await client.moveClaim(ID, { entityRef: 'a', sourceRepository: 'b' });
    await client.releaseClaim(ID);
    await client.getDriverClaim('component:default/simple');
    expect(await client.getModuleCertificates('default', 'a b')).toEqual([]);

    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/driver-toolkit/sources',
      'GET /api/driver-toolkit/builders',
      'GET /api/driver-toolkit/kernels?source=centos&q=5.14%20%26%20more&limit=2',
      'GET /api/driver-toolkit/kernels/centos/5.14.0-391.el9%2Bx%2Fy',
      'GET /api/driver-toolkit/images?kernel=5.14.0-391.el9',
      'GET /api/driver-toolkit/images/ghcr/5.14.0-391.el9',
      'GET /api/driver-toolkit/matrix?source=c&repository=r&missing=false',
      'GET /api/driver-toolkit/snapshot',
      'POST /api/driver-toolkit/sources/centos/refresh',
      'GET /api/driver-toolkit/builds?entityRef=component%3Adefault%2Fsimple',
      `GET /api/driver-toolkit/builds/${ID}`,
      `POST /api/driver-toolkit/builds/${ID}/cancel`,
      'GET /api/driver-toolkit/maintain',
      'POST /api/driver-toolkit/maintain/centos/ghcr/run',
      'GET /api/driver-toolkit/claims?state=disputed',
      `GET /api/driver-toolkit/claims/${ID}`,
      `POST /api/driver-toolkit/claims/${ID}/move`,
      `POST /api/driver-toolkit/claims/${ID}/release`,
      'GET /api/driver-toolkit/driver-claim?entityRef=component%3Adefault%2Fsimple',
      'GET /api/driver-toolkit/drivers/default/a%20b/certificates',
    ]);
  });

  it('sends the token of its caller, and none without one', async () => {
    const requests = answer({ items: [] });

    await client.getSources({ token: 'a-token' });
    await client.getSources();

    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer a-token',
      undefined,
    ]);
  });

  it('distinguishes a new build from an unfinished one of the same target', async () => {
    const request = { type: 'toolkit', source: 'c', kernel: '5-1' } as const;

    answer({ id: ID }, 201);
    expect(await client.createBuild(request)).toEqual({
      build: { id: ID },
      created: true,
    });
    answer({ id: ID }, 200);
    expect(await client.createBuild(request)).toMatchObject({ created: false });
    expect(await client.retryBuild(ID)).toMatchObject({ created: false });
  });

  it('sends a build request as JSON', async () => {
    let body = '';
    handle = async (request, response) => {
      for await (const chunk of request) {
        body += chunk;
      }
      expect(request.headers['content-type']).toMatch('application/json');
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end('{"id":"x"}');
    };
    await client.createBuild({ type: 'toolkit', source: 'c', kernel: '5-1' });
    expect(JSON.parse(body)).toEqual({
      type: 'toolkit',
      source: 'c',
      kernel: '5-1',
    });
  });

  it('sends a body through a fetch that reads the request first', async () => {
    let body = '';
    handle = async (request, response) => {
      for await (const chunk of request) {
        body += chunk;
      }
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end('{"id":"x"}');
    };
    const { port } = server.address() as AddressInfo;
    const throughMiddleware = DriverToolkitClient.create({
      discoveryApi: { getBaseUrl: async () => `http://127.0.0.1:${port}` },
      fetchApi: {
        // Like the middleware of Backstage's fetch API.
        fetch: async (input, init) => {
          expect(new Request(input, init).url).toContain('/builds');
          return fetch(input, init);
        },
      },
    });

    await throughMiddleware.createBuild({
      type: 'toolkit',
      source: 'c',
      kernel: '5-1',
    });

    expect(JSON.parse(body)).toMatchObject({ kernel: '5-1' });
  });

  it.each([
    [400, 'InputError'],
    [401, 'AuthenticationError'],
    [403, 'NotAllowedError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [500, 'InternalServerError'],
    [503, 'ServiceUnavailableError'],
  ])('throws the error that came with a %i', async (status, name) => {
    answer(
      {
        error: { name, message: `The sentence of ${name}` },
        response: { statusCode: status },
      },
      status,
    );
    const calls = [
      () => client.getKernel('c', '5-1'),
      () => client.createBuild({ type: 'toolkit', source: 'c', kernel: '5-1' }),
      () => client.getBuildLog(ID),
      () => client.followBuild(ID)[Symbol.asyncIterator]().next(),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        name: 'ResponseError',
        statusCode: status,
        cause: { name, message: `The sentence of ${name}` },
        message: expect.stringContaining(`The sentence of ${name}`),
      });
    }
  });

  it("throws on an error in another form than Backstage's", async () => {
    handle = (_, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<p>proxy');
    };
    await expect(client.getSnapshot()).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 502,
    });
  });

  it('reads a log, also an empty one', async () => {
    handle = (request, response) => {
      const log = request.url!.endsWith('after=3') ? '' : 'STEP 1/2\nÜber\n';
      response
        .writeHead(200, {
          'content-type': 'text/plain; charset=utf-8',
          'content-length': Buffer.byteLength(log),
        })
        .end(log);
    };
    expect(await client.getBuildLog(ID)).toBe('STEP 1/2\nÜber\n');
    expect(await client.getBuildLog(ID, 3)).toBe('');
  });

  describe('followBuild', () => {
    const log = (seq: number, line: string) =>
      `event: log\nid: ${seq}\ndata: ${JSON.stringify({
        seq,
        time: '2024-05-01T12:00:00.000Z',
        line,
      })}\n\n`;
    const state = (name: string) =>
      `event: state\ndata: ${JSON.stringify({ id: ID, state: name })}\n\n`;

    function stream(chunks: Uint8Array[], end?: (r: ServerResponse) => void) {
      handle = async (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const chunk of chunks) {
          response.write(chunk);
          await new Promise(resolve => setImmediate(resolve));
        }
        if (end) {
          end(response);
        } else {
          response.end();
        }
      };
    }

    async function follow(signal?: AbortSignal) {
      const events: BuildEvent[] = [];
      for await (const event of client.followBuild(ID, 0, { signal })) {
        events.push(event);
      }
      return events;
    }

    function brief(events: BuildEvent[]) {
      return events.map(e =>
        e.type === 'log' ? `${e.line.seq} ${e.line.line}` : e.build.state,
      );
    }

    it('yields log lines and states as they come', async () => {
      stream([
        Buffer.from(`: heartbeat\n\n${state('running')}`),
        Buffer.from(log(1, 'STEP 1/2')),
        Buffer.from(`${log(2, 'done')}${state('succeeded')}`),
      ]);
      expect(brief(await follow())).toEqual([
        'running',
        '1 STEP 1/2',
        '2 done',
        'succeeded',
      ]);
    });

    it('requests the lines after a given one', async () => {
      let url: string | undefined;
      handle = (request, response) => {
        url = request.url;
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(state('failed'));
      };
      for await (const event of client.followBuild(ID, 17)) {
        expect(event.type).toBe('state');
      }
      expect(url).toBe(`/api/driver-toolkit/builds/${ID}/events?after=17`);
    });

    it.each([
      ['breaks', (response: ServerResponse) => response.destroy()],
      ['ends', (response: ServerResponse) => response.end()],
    ])('throws if the stream %s before the build has ended', async (_, end) => {
      stream([Buffer.from(log(1, 'one'))], response => {
        setTimeout(() => end(response), 20);
      });
      const seen: BuildEvent[] = [];
      const read = async () => {
        for await (const event of client.followBuild(ID)) {
          seen.push(event);
        }
      };
      await expect(read()).rejects.toThrow();
      expect(brief(seen)).toEqual(['1 one']);
    });

    it('closes the connection when its reader stops', async () => {
      let closed: Promise<unknown> | undefined;
      handle = (_, response) => {
        closed = once(response, 'close');
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(log(1, 'one'));
      };
      for await (const event of client.followBuild(ID)) {
        expect(event.type).toBe('log');
        break;
      }
      await closed;
    });

    it("stops at the caller's signal", async () => {
      const controller = new AbortController();
      handle = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(log(1, 'one'));
        setTimeout(() => controller.abort(), 20);
      };
      await expect(follow(controller.signal)).rejects.toMatchObject({
        name: 'AbortError',
      });
    });
  });
});
