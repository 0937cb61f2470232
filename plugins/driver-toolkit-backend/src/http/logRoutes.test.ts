import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { AccessBench } from '../access/__testUtils__/AccessBench';
import type { Caller } from '../access/Caller';
import type { ReadableBuilds } from '../access/ReadableBuilds';
import { BuildLogWriter } from '../logs/BuildLogWriter';
import type { Authorizer } from './Authorizer';
import { addLogRoutes } from './logRoutes';

const REQUEST = {
  type: 'toolkit',
  source: 'stream',
  kernel: '5.14.0-1.el9',
} as const;

/** Called by the server when an answer has ended. */
const GONE = 'answer-has-ended';

describe('routes of a log', () => {
  let bench: AccessBench;
  let server: Server;
  let url: string;
  let id: string;
  let lease: string;
  let identify: () => Promise<Caller>;
  /** Reads a build for a caller. */
  let read: ReadableBuilds['get'];

  beforeEach(async () => {
    bench = new AccessBench(await createTestDatabase('SQLITE_3'));
    const { build } = await bench.access.authorizedBuilds.create(
      REQUEST,
      bench.caller,
    );
    id = build.id;
    const claimed = await bench.store.claim({
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: 60_000,
    });
    lease = claimed!.lease;
    await write('one', 'two', 'three');

    const router = PromiseRouter();
    identify = async () => bench.caller;
    const { readableBuilds } = bench.access;
    read = (...asked) => readableBuilds.get(...asked);
    const authorizer = { identify: () => identify() };
    addLogRoutes(router, authorizer as unknown as Authorizer, {
      readableBuilds: {
        get: (...asked: Parameters<ReadableBuilds['get']>) => read(...asked),
      } as ReadableBuilds,
      buildStore: bench.store,
      logs: bench.logs,
      notices: bench.notices,
      logger: mockServices.logger.mock(),
      accessCheckMs: 5,
    });
    server = express()
      .use((_request, response, next) => {
        response.on('close', () => setImmediate(() => server.emit(GONE)));
        next();
      })
      .use(router)
      .use(
        (
          error: Error,
          _request: express.Request,
          response: express.Response,
          _next: express.NextFunction,
        ) => {
          const { statusCode } = error as { statusCode?: number };
          const status = error instanceof InputError ? 400 : 500;
          response.status(statusCode ?? status).send(error.message);
        },
      )
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    url = `http://127.0.0.1:${port}/builds/${id}`;
  });

  afterEach(async () => {
    jest.useRealTimers();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function write(...lines: string[]): Promise<void> {
    const { logs: store, notices } = bench;
    const log = await BuildLogWriter.open({
      buildId: id,
      store,
      notices,
      maxBytes: 1_000_000,
    });
    log.addLines(lines);
    await log.close();
  }

  async function finish(): Promise<void> {
    await bench.store.advance(id, lease, ['running'], 'succeeded');
    bench.notices.notify(id);
  }

  /** Ids and names of the events, in order. */
  const eventsOf = (body: string) =>
    body
      .split('\n')
      .filter(line => /^(id|event):/.test(line))
      .map(line => line.replace(/^\w+: /, ''));

  it('serves it as a file that is named after what was built', async () => {
    const answer = await fetch(`${url}/log`);

    expect(answer.headers.get('content-type')).toBe(
      'text/plain; charset=utf-8',
    );
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="5.14.0-1.el9-${id}.log"`,
    );
    expect(await answer.text()).toBe('one\ntwo\nthree\n');
  });

  it('continues after the last event that a browser has', async () => {
    await finish();
    const answer = await fetch(`${url}/events?after=0`, {
      headers: { 'last-event-id': '2' },
    });

    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(eventsOf(await answer.text())).toEqual(['3', 'log', 'state']);
  });

  it('refuses an invalid last event', async () => {
    const answer = await fetch(`${url}/events`, {
      headers: { 'last-event-id': 'two' },
    });

    expect([answer.status, await answer.text()]).toEqual([
      400,
      "Last-Event-ID must be the sequence number of a log line, but is 'two'.",
    ]);
  });

  it('sends a heartbeat while nothing happens', async () => {
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setTimeout',
        'clearTimeout',
      ],
    });
    const answer = await fetch(`${url}/events`, {
      headers: { 'last-event-id': '3' },
    });
    const reader = answer
      .body!.pipeThrough(new TextDecoderStream())
      .getReader();
    expect((await reader.read()).value).toMatch(/^event: state\n/);

    jest.advanceTimersByTime(15_000);

    expect((await reader.read()).value).toBe(':\n\n');
    await write('four');
    expect((await reader.read()).value).toMatch(/^id: 4\nevent: log\n/);
    await reader.cancel();
  });

  it('ends when the token expires, and not before', async () => {
    const { credentials } = bench.caller;
    const expiresAt = new Date(Date.now() + 200);
    identify = async () => ({ credentials: { ...credentials, expiresAt } });

    const answer = await fetch(`${url}/events`);
    const body = await answer.text();

    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
    expect(eventsOf(body)).toEqual([
      '1',
      'log',
      '2',
      'log',
      '3',
      'log',
      'state',
    ]);
  });

  it('ends when the permission is taken away, and is refused afterwards', async () => {
    const answer = await fetch(`${url}/events?after=3`);
    const reader = answer
      .body!.pipeThrough(new TextDecoderStream())
      .getReader();
    expect((await reader.read()).value).toMatch(/^event: state\n/);
    // The permission was checked more than once by then.
    let asked = 0;
    const readOnce = read;
    await new Promise<void>(resolve => {
      read = (...request) => {
        asked += 1;
        if (asked === 3) {
          resolve();
        }
        return readOnce(...request);
      };
    });
    await write('four');
    expect((await reader.read()).value).toMatch(/^id: 4\nevent: log\n/);

    bench.deny();

    expect((await reader.read()).done).toBe(true);
    expect(await (await fetch(`${url}/events`)).text()).toContain(
      'You are not allowed',
    );
  });

  it('stops checking the permission of a reader who has gone', async () => {
    const gone = new AbortController();
    const answer = await fetch(`${url}/events`, { signal: gone.signal });
    expect(answer.status).toBe(200);
    const left = once(server, GONE);
    gone.abort();
    await left;
    let asked = 0;
    const readOnce = read;
    read = (...request) => {
      asked += 1;
      return readOnce(...request);
    };
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
    expect(asked).toBe(0);
  });

  it('lets each caller read 32 logs at a time', async () => {
    const readers: AbortController[] = [];
    const open = async () => {
      const reader = new AbortController();
      const answer = await fetch(`${url}/events`, { signal: reader.signal });
      readers.push(reader);
      return answer;
    };
    for (let i = 0; i < 32; i++) {
      expect((await open()).status).toBe(200);
    }

    const refused = await open();
    expect([refused.status, await refused.text()]).toEqual([
      429,
      'You are reading 32 logs at a time, the maximum; close one of them and try again.',
    ]);
    expect((await fetch(`${url}/log`)).status).toBe(429);
    identify = async () => ({
      credentials: mockCredentials.user('user:default/other'),
    });
    expect((await open()).status).toBe(200);

    identify = async () => bench.caller;
    const closed = once(server, GONE);
    readers[0].abort();
    await closed;
    expect((await open()).status).toBe(200);
    expect((await open()).status).toBe(429);
  });

  it('does not count a reader who goes before the answer begins', async () => {
    const readOnce = read;
    for (let i = 0; i < 40; i++) {
      const gone = new AbortController();
      const left = once(server, GONE);
      read = async (...request) => {
        gone.abort();
        await left;
        return readOnce(...request);
      };
      const path = i % 2 ? 'log' : 'events';
      await fetch(`${url}/${path}`, { signal: gone.signal }).catch(() => {});
      await left;
    }
    read = readOnce;
    const answer = await fetch(`${url}/events?after=3`);
    expect(answer.status).toBe(200);
    await answer.body!.cancel();
  });

  it('does not count logs that were read to the end', async () => {
    await finish();
    for (let i = 0; i < 40; i++) {
      const answer = await fetch(`${url}/${i % 2 ? 'log' : 'events'}`);
      expect(answer.status).toBe(200);
      await answer.text();
    }
  });
});
