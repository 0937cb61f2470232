import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

/**
 * Holds a build in the middle of a step until the test has checked it: the step
 * waits until something listens on a loopback port.
 */
export class Gate {
  readonly port: number;
  #server?: Server;

  /** A closed gate, on a free port. */
  static async create(): Promise<Gate> {
    const server = await listen(0);
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return new Gate(port);
  }

  private constructor(port: number) {
    this.port = port;
  }

  /** Lets the build continue. */
  async open(): Promise<void> {
    this.#server ??= await listen(this.port);
  }

  /** Closes the port. */
  async dispose(): Promise<void> {
    this.#server?.close();
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer(socket => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
