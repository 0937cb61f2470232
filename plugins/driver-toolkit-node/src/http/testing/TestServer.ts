import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came in. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
}

/** What goes out. */
export interface TestAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Cuts the connection after this many bytes of the body. */
  cutAfter?: number;
}

/** A real HTTP server on loopback whose answers a test decides. */
export class TestServer {
  readonly requests: ReceivedRequest[] = [];

  static async start(
    answer: (request: ReceivedRequest) => TestAnswer | Promise<TestAnswer>,
  ): Promise<TestServer> {
    const server = createServer();
    const started = new TestServer(server);
    server.on('request', async (incoming, response) => {
      const request = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
      };
      started.requests.push(request);
      const {
        status = 200,
        headers,
        body = '',
        cutAfter,
      } = await answer(request);
      const bytes = Buffer.from(body);
      response.writeHead(status, {
        'content-length': bytes.length,
        ...headers,
      });
      if (cutAfter === undefined) {
        response.end(request.method === 'HEAD' ? undefined : bytes);
      } else {
        response.write(bytes.subarray(0, cutAfter), () => response.destroy());
      }
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return started;
  }

  private constructor(private readonly server: Server) {}

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.server.close(() => resolve());
    });
  }
}
