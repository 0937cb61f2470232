import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const PIECE_BYTES = 64 * 1024;

/** Options for sending a blob. */
export interface BlobAnswer {
  body: Buffer | AsyncIterable<Buffer>;
  /** Stalls after this many bytes. */
  stallAfter?: number;
  /** Cuts the connection after this many bytes. */
  cutAfter?: number;
}

/**
 * A registry of blobs on loopback that sends in pieces, waits for its reader,
 * and counts the sent bytes.
 */
export class BlobServer {
  requests = 0;
  /** Bytes passed to the network. */
  sent = 0;
  /** Settles when a connection was closed before the whole answer was sent. */
  readonly closedEarly: Promise<void>;
  #reportClosed: () => void = () => {};
  readonly #blobs = new Map<string, BlobAnswer>();

  static async start(): Promise<BlobServer> {
    const server = createServer();
    const started = new BlobServer(server);
    server.on('request', (request, response) => {
      started.requests += 1;
      const digest = request.url?.split('/').at(-1) ?? '';
      response.on('close', () => {
        if (!response.writableFinished) {
          started.#reportClosed();
        }
      });
      started.#answer(started.#blobs.get(digest), response);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return started;
  }

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;

    this.closedEarly = new Promise(resolve => {
      this.#reportClosed = resolve;
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(digest: string, answer: BlobAnswer): void {
    this.#blobs.set(digest, answer);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
  }

  async #answer(
    blob: BlobAnswer | undefined,
    response: ServerResponse,
  ): Promise<void> {
    if (!blob) {
      response.writeHead(404).end();
      return;
    }
    const { body, cutAfter = Infinity, stallAfter = Infinity } = blob;
    response.writeHead(
      200,
      Buffer.isBuffer(body) ? { 'content-length': body.length } : {},
    );
    const end = Math.min(cutAfter, stallAfter);
    let sent = 0;
    for await (const piece of pieces(body)) {
      const part = piece.subarray(0, end - sent);
      sent += part.length;
      this.sent += part.length;
      if (response.destroyed) {
        return;
      }
      await new Promise<void>(resolve => {
        response.write(part, () => resolve());
      });
      if (sent === end) {
        if (cutAfter <= stallAfter) {
          response.destroy();
        }
        return;
      }
    }
    response.end();
  }
}

async function* pieces(body: BlobAnswer['body']): AsyncGenerator<Buffer> {
  if (!Buffer.isBuffer(body)) {
    yield* body;
    return;
  }
  for (let start = 0; start < body.length; start += PIECE_BYTES) {
    yield body.subarray(start, start + PIECE_BYTES);
  }
}
