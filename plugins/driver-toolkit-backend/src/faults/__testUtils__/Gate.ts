import { once } from 'node:events';
import {
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/**
 * Where steps of a build wait for the test: each connects and reads what it is
 * to do, which it gets at once, or when the gate is opened.
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
      // A step that is killed breaks off.
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

  /** What a step reads from, as bash has it. */
  get path(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `/dev/tcp/127.0.0.1/${port}`;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Holds everyone who comes, and tells of the first. */
  hold(): Promise<void> {
    this.#word = undefined;
    return new Promise(resolve => {
      this.#onArrival = resolve;
    });
  }

  /** Lets everyone pass. */
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
