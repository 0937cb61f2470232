import { mockServices } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { BuildLogWriter } from '../logs/BuildLogWriter';
import { RequestBench } from '../requests/__testUtils__/RequestBench';
import type { Authorizer } from './Authorizer';
import { addLogRoutes } from './logRoutes';

const REQUEST = {
  type: 'toolkit',
  source: 'stream',
  kernel: '5.14.0-1.el9',
} as const;

describe('routes of a log', () => {
  let bench: RequestBench;
  let server: Server;
  let url: string;
  let id: string;
  let lease: string;

  beforeEach(async () => {
    bench = new RequestBench(await createTestDatabase('SQLITE_3'));
    const { build } = await bench.requests.buildRequests.create(
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
    const authorizer = { identify: async () => bench.caller };
    addLogRoutes(router, authorizer as unknown as Authorizer, {
      buildReads: bench.requests.buildReads,
      buildStore: bench.store,
      logs: bench.logs,
      notices: bench.notices,
      logger: mockServices.logger.mock(),
    });
    server = express()
      .use(router)
      .use(
        (
          error: Error,
          _request: express.Request,
          response: express.Response,
          _next: express.NextFunction,
        ) => {
          const status = error instanceof InputError ? 400 : 500;
          response.status(status).send(error.message);
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

  /** Ids and names of the events, in their order. */
  const eventsOf = (body: string) =>
    body
      .split('\n')
      .filter(line => /^(id|event):/.test(line))
      .map(line => line.replace(/^\w+: /, ''));

  it('gives it as a file that is named after what was built', async () => {
    const answer = await fetch(`${url}/log`);

    expect(answer.headers.get('content-type')).toBe(
      'text/plain; charset=utf-8',
    );
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="5.14.0-1.el9-${id}.log"`,
    );
    expect(await answer.text()).toBe('one\ntwo\nthree\n');
  });

  it('goes on after the last event that a browser had', async () => {
    await finish();
    const answer = await fetch(`${url}/events?after=0`, {
      headers: { 'last-event-id': '2' },
    });

    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(eventsOf(await answer.text())).toEqual(['3', 'log', 'state']);
  });

  it('says what is no last event', async () => {
    const answer = await fetch(`${url}/events`, {
      headers: { 'last-event-id': 'two' },
    });

    expect([answer.status, await answer.text()]).toEqual([
      400,
      "Last-Event-ID must be the sequence number of a log line, but is 'two'.",
    ]);
  });

  it('gives a sign of life while nothing happens', async () => {
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
});
