import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves files, and one of them endlessly. */
export class EndlessServer {
  /**
   * @param files - By path, from the root.
   * @param endless - The file, its beginning, and the part to repeat.
   */
  static async start(
    files: Map<string, Buffer>,
    endless: { path: string; first: string; again: string },
  ): Promise<EndlessServer> {
    const server = createServer((request, response) => {
      if (request.url !== endless.path) {
        response.end(files.get(request.url ?? ''));
        return;
      }
      const send = () => {
        let goesOn = true;
        while (goesOn && response.writable) {
          goesOn = response.write(endless.again);
        }
      };
      response.on('drain', send);
      response.write(endless.first);
      send();
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new EndlessServer(server);
  }

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
  }
}
