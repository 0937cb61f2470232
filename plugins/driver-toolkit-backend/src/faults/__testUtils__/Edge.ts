import {
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Answers a request, or passes it on.
 *
 * @returns whether it was answered
 */
export type Intercept = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean;

/** A proxy in front of an honest server that can change its answers. */
export class Edge {
  /** `host:port` */
  readonly address: string;
  readonly #server: Server;
  readonly #state: { intercept: Intercept };

  /** @param server - `host:port` of the honest one */
  static async open(server: string): Promise<Edge> {
    const state: { intercept: Intercept } = { intercept: () => false };
    const [host, port] = server.split(':');
    const edge = createServer((request, response) => {
      if (state.intercept(request, response)) {
        return;
      }
      const { method, url: path, headers } = request;
      const onward = send({ host, port, method, path, headers }, answer => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    });
    await new Promise<void>(done => edge.listen(0, '127.0.0.1', done));
    return new Edge(edge, state);
  }

  private constructor(server: Server, state: { intercept: Intercept }) {
    const { port } = server.address() as AddressInfo;
    this.address = `127.0.0.1:${port}`;
    this.#server = server;
    this.#state = state;
  }

  /** Intercepts requests until {@link Edge.calm}. */
  intercept(intercept: Intercept): void {
    this.#state.intercept = intercept;
  }

  calm(): void {
    this.#state.intercept = () => false;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }
}
