import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A received request. */
export interface ReceivedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Port of the connection's other end. */
  port: number | undefined;
}

/** A sent answer. */
export interface TestAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
  /** Cuts the connection after this many bytes of the body. */
  cutAfter?: number;
  /** Stalls after this many bytes of the body. */
  stallAfter?: number;
  /** Sends one byte of the body per this many milliseconds. */
  trickle?: number;
}

/**
 * A server's certificate; clients must have one signed by the same authority.
 */
export interface TestTls {
  key: string;
  cert: string;
}

/** A real HTTP server on loopback with the test's answers. */
export class TestServer {
  readonly requests: ReceivedRequest[] = [];

  static async start(
    answer: (request: ReceivedRequest) => TestAnswer | Promise<TestAnswer>,
    tls?: TestTls,
  ): Promise<TestServer> {
    const server = tls
      ? createTlsServer({ ...tls, ca: tls.cert, requestCert: true })
      : createServer();
    const started = new TestServer(server, tls ? 'https' : 'http');
    server.on('request', async (incoming, response) => {
      const received = await readBody(incoming);
      if (!received) {
        return;
      }
      const request = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: received,
        port: incoming.socket.remotePort,
      };
      started.requests.push(request);
      const outgoing = await answer(request);
      const { status = 200, headers, body = '' } = outgoing;
      const { cutAfter, stallAfter, trickle } = outgoing;
      const bytes = Buffer.from(body);
      response.writeHead(status, {
        'content-length': bytes.length,
        ...headers,
      });
      if (trickle !== undefined) {
        let sent = 0;
        const timer = setInterval(() => {
          response.write(bytes.subarray(sent, (sent += 1)));
        }, trickle);
        response.on('close', () => clearInterval(timer));
      } else if (stallAfter !== undefined) {
        response.write(bytes.subarray(0, stallAfter));
      } else if (cutAfter === undefined) {
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

  readonly #server: Server;
  readonly #scheme: string;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `${this.#scheme}://${this.host}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
  }
}

/** Undefined if the other end has closed the connection. */
async function readBody(
  incoming: IncomingMessage,
): Promise<Buffer | undefined> {
  try {
    return Buffer.concat(await incoming.toArray());
  } catch {
    return undefined;
  }
}
