import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { portOf } from '../../lab/process/port.mjs';
import { findFreePorts, isPortFree } from './freePorts.mjs';

test('finds different ports that are free', async () => {
  const ports = await findFreePorts(3);
  assert.equal(new Set(ports).size, 3);
  for (const port of ports) {
    assert.equal(await isPortFree(port), true);
  }
});

test('notices that a port is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    assert.equal(await isPortFree(portOf(server)), false);
  } finally {
    server.close();
  }
});
