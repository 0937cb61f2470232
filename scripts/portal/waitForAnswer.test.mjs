import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { portOf } from '../../lab/process/port.mjs';
import { findFreePorts } from './freePorts.mjs';
import { waitForAnswer } from './waitForAnswer.mjs';

test('waits until the server is ready', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(requests < 3 ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await waitForAnswer(
      `http://127.0.0.1:${portOf(server)}/`,
      AbortSignal.timeout(10_000),
    );
    assert.equal(requests, 3);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('gives up with the reason of the signal', async () => {
  const [port] = await findFreePorts(1);
  const reason = new Error('The backend ended by itself');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 100);
  await assert.rejects(
    waitForAnswer(`http://127.0.0.1:${port}/`, controller.signal),
    reason,
  );
});
