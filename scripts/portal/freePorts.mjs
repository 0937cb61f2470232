import { once } from 'node:events';
import { createServer } from 'node:net';
import { portOf } from '../../lab/process/port.mjs';

/**
 * Whether a loopback port is free.
 *
 * @param {number} port
 */
export async function isPortFree(port) {
  try {
    await close(await listen(port));
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
      return false;
    }
    throw error;
  }
}

/**
 * Free loopback ports, all different.
 *
 * @param {number} count
 */
export async function findFreePorts(count) {
  const servers = [];
  for (let index = 0; index < count; index++) {
    servers.push(await listen(0));
  }
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
}

/** @param {number} port */
async function listen(port) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** @param {import('node:net').Server} server */
async function close(server) {
  server.close();
  await once(server, 'close');
}
