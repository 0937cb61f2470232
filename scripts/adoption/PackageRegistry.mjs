import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { portOf } from '../../lab/process/port.mjs';

/** Old enough for package managers that accept a new version only after some days. */
const PUBLISHED = '2020-01-01T00:00:00.000Z';

/** @typedef {{ manifest: { name: string, version: string }, tarball: string }} PackedPackage */

/** An npm registry on loopback with only the packed packages, as if they were published. */
export class PackageRegistry {
  #server;

  /** @param {PackedPackage[]} packages */
  static async start(packages) {
    const registry = new PackageRegistry(packages);
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  /** @param {PackedPackage[]} packages */
  constructor(packages) {
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').slice(1));
      const entry = packages.find(({ manifest }) =>
        [manifest.name, `${manifest.name}.tgz`].includes(path),
      );
      if (!entry) {
        response.writeHead(404).end();
      } else if (path.endsWith('.tgz')) {
        createReadStream(entry.tarball).pipe(response);
      } else {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(this.#describe(entry.manifest)));
      }
    });
  }

  get url() {
    return `http://127.0.0.1:${portOf(this.#server)}`;
  }

  /** @param {PackedPackage['manifest']} manifest */
  #describe(manifest) {
    const { name, version } = manifest;
    const dist = { tarball: `${this.url}/${name}.tgz` };
    return {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...manifest, dist } },
      time: { [version]: PUBLISHED },
    };
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
