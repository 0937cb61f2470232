import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { pack, type Header, type Pack } from 'tar-stream';

/** An entry of the archive. */
export type ArchiveEntry = Partial<Header> & { content?: string | Buffer };

/** What the forge says of each repository. */
interface History {
  commit: string;
  /** Contents by path, at each commit. */
  files: Record<string, string | Buffer>;
  /** Of all answers; default: 200. */
  status?: number;
}

/**
 * A Gitea on loopback that serves the same archive for each repository, with
 * Backstage's reader for it.
 */
export class ArchiveForge {
  readonly urlReader: UrlReaderService;
  readonly integrations: ScmIntegrations;
  readonly location: string;
  /** Paths of all requests. */
  readonly requests: string[] = [];
  /** Compressed bytes of archives sent so far. */
  sent = 0;
  readonly #server: Server;

  /**
   * @param archive - called for each request
   * @param history - by default, its commit has no real hash, and no file can
   * be read alone
   */
  static async start(
    archive: () => Readable,
    history: History = { commit: 'a-commit', files: {} },
  ): Promise<ArchiveForge> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ArchiveForge(server, archive, history);
  }

  /** The tar stream of a repository's files. */
  static tarOf(files: Record<string, ArchiveEntry>): Pack {
    const tar = pack();
    for (const [name, { content, ...header }] of Object.entries(files)) {
      tar.entry({ name: `top/${name}`, ...header }, content ?? '');
    }
    tar.finalize();
    return tar;
  }

  private constructor(
    server: Server,
    archive: () => Readable,
    history: History,
  ) {
    this.#server = server;
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.location = `http://${host}/drivers/simple/src/branch/main/`;
    const config = new ConfigReader({
      integrations: { gitea: [{ host, baseUrl: `http://${host}` }] },
    });
    this.integrations = ScmIntegrations.fromConfig(config);
    this.urlReader = UrlReaders.default({
      logger: mockServices.logger.mock(),
      config,
    });
    server.on('request', (request, response) => {
      this.requests.push(request.url!);
      response.statusCode = history.status ?? 200;
      const [, name] = /\/contents\/(.+)\?ref=/.exec(request.url!) ?? [];
      if (name !== undefined && history.files[name] === undefined) {
        response.statusCode = 404;
      }
      if (!request.url!.endsWith('.tar.gz')) {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            sha: history.commit,
            encoding: 'base64',
            content: Buffer.from(history.files[name] ?? '').toString('base64'),
          }),
        );
        return;
      }
      const compressed = createGzip({ level: 1 });
      compressed.on('data', (chunk: Buffer) => {
        this.sent += chunk.length;
      });
      pipeline(archive(), compressed, response, () => {
        // The reader disconnects when it has enough.
      });
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
