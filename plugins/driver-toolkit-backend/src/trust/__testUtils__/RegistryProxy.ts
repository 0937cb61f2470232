import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Answers a request instead of the registry; false passes it to the registry.
 */
export type Answer = (
  incoming: { method: string; url: string; body: Buffer },
  response: ServerResponse,
) => boolean;

/** A proxy in front of a registry that answers some requests itself. */
export class RegistryProxy {
  readonly #server: Server;
  readonly #registry: string;
  answer: Answer = () => false;

  /** @param registry - host and port, plain HTTP */
  static async start(registry: string): Promise<RegistryProxy> {
    const proxy = new RegistryProxy(registry);
    await new Promise<void>(resolve => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  private constructor(registry: string) {
    this.#registry = registry;
    this.#server = createServer((incoming, response) => {
      this.#pass(incoming, response).catch(() => response.destroy());
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
  }

  async #pass(
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const body = Buffer.concat(await incoming.toArray());
    if (this.answer({ method, url, body }, response)) {
      return;
    }
    // The registry builds upload addresses from the request's host.
    const forwarded = request(
      `http://${this.#registry}${url}`,
      { method, headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  }
}
