import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

/** A proxy to the mirror of packages that records downloads. */
export class PackageProxy {
  readonly #server: Server;
  readonly #packages: string[] = [];
  #held?: { after: number; reached: () => void };

  static async start(): Promise<PackageProxy> {
    const proxy = new PackageProxy();
    await new Promise<void>(done => proxy.#server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  private constructor() {
    this.#server = createServer((incoming, response) => {
      const { pathname } = new URL(incoming.url!);
      if (pathname.endsWith('.rpm')) {
        this.#packages.push(basename(pathname));
        if (this.#held && this.#packages.length > this.#held.after) {
          this.#held.reached();
          return; // the request gets no answer
        }
      }
      request(incoming.url!, { headers: incoming.headers }, answer => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      })
        .on('error', () => response.destroy())
        .end();
    });
  }

  /** The value for `http_proxy`. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** File names of downloads since the last call. */
  takePackages(): string[] {
    return this.#packages.splice(0);
  }

  /** Stops answering after this many packages; resolves when that happens. */
  holdAfter(packages: number): Promise<void> {
    return new Promise(reached => {
      this.#held = { after: packages, reached };
    });
  }

  release(): void {
    this.#held = undefined;
    this.#server.closeAllConnections();
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
