import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

/** The way to the mirror of packages, which sees what is downloaded. */
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
          return; // whoever asked is left waiting
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

  /** To be used for `http_proxy`. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** File names of what was downloaded since the last call. */
  takePackages(): string[] {
    return this.#packages.splice(0);
  }

  /** Answers no more after so many packages; resolves when it comes to that. */
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
