import { once } from 'node:events';
import {
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/**
 * Makes steps of a build wait for the test. Each step connects and reads its
 * orders, which it gets at once or after the gate opens.
 */
export class Gate {
  readonly #server: Server;
  readonly #waiting = new Set<Socket>();
  #word?: string = '';
  #onArrival: () => void = () => {};

  static async start(): Promise<Gate> {
    const gate = new Gate();
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  private constructor() {
    this.#server = createServer(socket => {
      // A killed step breaks its connection.
      socket.on('error', () => {});
      socket.on('close', () => this.#waiting.delete(socket));
      if (this.#word !== undefined) {
        socket.end(this.#word);
        return;
      }
      this.#waiting.add(socket);
      this.#onArrival();
    });
  }

  /** The path that a step reads from, in bash's notation. */
  get path(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `/dev/tcp/127.0.0.1/${port}`;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Holds each step, and resolves when the first arrives. */
  hold(): Promise<void> {
    this.#word = undefined;
    return new Promise(resolve => {
      this.#onArrival = resolve;
    });
  }

  /** Lets all steps pass. */
  open(word = ''): void {
    this.#word = word;
    this.#waiting.forEach(socket => socket.end(word));
  }

  async stop(): Promise<void> {
    this.open();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
