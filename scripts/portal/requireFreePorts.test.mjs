import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { portOf } from '../../lab/process/port.mjs';
import { findFreePorts } from './freePorts.mjs';
import { requireFreePorts } from './requireFreePorts.mjs';

test('accepts free ports', async () => {
  const [frontend, backend] = await findFreePorts(2);
  await requireFreePorts({ frontend, backend });
});

test('says which port is in use and how to choose another', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const [frontend] = await findFreePorts(1);
  try {
    await assert.rejects(requireFreePorts({ frontend, backend: port }), {
      name: 'UserError',
      message: new RegExp(
        `Port ${port} .* backend .*DRIVER_TOOLKIT_BACKEND_PORT=${port + 1} npm`,
      ),
    });
  } finally {
    server.close();
  }
});
