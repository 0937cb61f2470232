import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Makes sure that a port of the loopback address is free.
 *
 * @param {number} port - 0 asks for any free port
 * @param {string} server - what needs it
 * @param {string} variable - environment variable that sets another
 * @returns {Promise<number>} the port
 */
export async function freePort(port, server, variable) {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return portOf(probe);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') {
      throw error;
    }
    throw new Error(
      `Port ${port} on 127.0.0.1, which the lab's ${server} needs, is taken by another program. ` +
        `Stop that program, or choose another port with ${variable}=<port>.`,
    );
  } finally {
    await new Promise(resolve => probe.close(resolve));
  }
}

/**
 * The port that a server listens on.
 *
 * @param {import('node:net').Server} server
 * @returns {number}
 */
export function portOf(server) {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server does not listen on a port.');
  }
  return address.port;
}
