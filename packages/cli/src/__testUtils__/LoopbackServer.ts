import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The answer of a path. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Accepts the request and never answers. */
  silent?: boolean;
}

/**
 * A registry's answer for missing content (distribution-spec, "Error Codes").
 */
const NOT_THERE: Answer = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }),
};

/** A real HTTP server on loopback; missing paths are a 404. */
export class LoopbackServer {
  readonly requests: string[] = [];
  readonly #answers = new Map<string, Answer>();

  static async start(): Promise<LoopbackServer> {
    const server = createServer();
    const started = new LoopbackServer(server);
    server.on('request', (request, response) => {
      const url = request.url ?? '';
      started.requests.push(url);
      const {
        status = 200,
        headers,
        body = '',
        silent,
      } = started.#answers.get(url) ?? NOT_THERE;
      if (!silent) {
        const bytes = Buffer.from(body);
        response.writeHead(status, {
          'content-length': bytes.length,
          ...headers,
        });
        response.end(request.method === 'HEAD' ? undefined : bytes);
      }
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return started;
  }

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  set(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
  }
}
