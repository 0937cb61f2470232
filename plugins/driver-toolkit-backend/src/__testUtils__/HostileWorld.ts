import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';

/** The kernel on its mirrors and the tag in its registries. */
export const WORLD_KERNEL = '5.14.0-391.el9';

/**
 * Two mirrors at `/mirror` and `/other-mirror` and two repositories of images,
 * `dtk` and `other-dtk`, on one loopback server, each with one kernel or tag;
 * any path can be made hostile.
 */
export class HostileWorld {
  readonly #files = new Map<string, { body: Buffer; type: string }>();
  readonly #hostile = new Map<string, RequestListener>();
  readonly #server: Server;

  static async start(): Promise<HostileWorld> {
    const world = new HostileWorld();
    world.#server.listen(0, '127.0.0.1');
    await once(world.#server, 'listening');
    return world;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url!.replace(/\?.*/, '');
      const hostile = this.#hostile.get(path);
      if (hostile) {
        hostile(request, response);
        return;
      }
      const file = this.#files.get(path);
      if (!file) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader('content-type', file.type);
      response.setHeader('docker-content-digest', digestOf(file.body));
      response.end(file.body);
    });
    for (const mirror of ['mirror', 'other-mirror']) {
      this.#addMirror(mirror);
    }
    for (const repository of ['dtk', 'other-dtk']) {
      this.#addImage(repository);
    }
  }

  /** host:port */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  answer(path: string, listener: RequestListener): void {
    this.#hostile.set(path, listener);
  }

  calm(): void {
    this.#hostile.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #add(path: string, content: string | Buffer, type = 'application/xml') {
    const body = Buffer.from(content);
    this.#files.set(path, { body, type });
    return { digest: digestOf(body), size: body.length };
  }

  #addMirror(name: string): void {
    const [version, release] = WORLD_KERNEL.split('-');
    const rpm = (part: string) => `<package type="rpm">
  <name>kernel-${part}</name><arch>x86_64</arch>
  <version epoch="0" ver="${version}" rel="${release}"/>
  <checksum type="sha256" pkgid="YES">${'0'.repeat(64)}</checksum>
  <location href="kernel-${part}.rpm"/>
  <format>
    <rpm:sourcerpm>kernel-${WORLD_KERNEL}.src.rpm</rpm:sourcerpm>
    <rpm:provides><rpm:entry name="kernel-${part}-uname-r" flags="EQ" epoch="0" ver="${version}" rel="${release}.x86_64"/></rpm:provides>
  </format>
</package>`;
    const primary = `<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="2">${rpm(
      'core',
    )}${rpm('devel')}</metadata>`;
    const { digest, size } = this.#add(
      `/${name}/repodata/primary.xml.gz`,
      gzipSync(primary),
    );
    this.#add(
      `/${name}/repodata/repomd.xml`,
      `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary">
  <checksum type="sha256">${digest.replace('sha256:', '')}</checksum>
  <location href="repodata/primary.xml.gz"/>
  <timestamp>1700000000</timestamp>
  <size>${size}</size><open-size>${primary.length}</open-size>
</data></repomd>`,
    );
  }

  #addImage(repository: string): void {
    const config = this.#addContent(
      repository,
      'blobs',
      { architecture: 'amd64', os: 'linux', config: { Labels: {} } },
      CONFIG_TYPE,
    );
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: CONFIG_TYPE, ...config },
      layers: [],
    };
    this.#addContent(repository, 'manifests', manifest, MANIFEST_TYPE);
    this.#add(
      `/v2/${repository}/manifests/${WORLD_KERNEL}`,
      JSON.stringify(manifest),
      MANIFEST_TYPE,
    );
    this.#add(
      `/v2/${repository}/tags/list`,
      JSON.stringify({ name: repository, tags: [WORLD_KERNEL] }),
      'application/json',
    );
  }

  #addContent(
    repository: string,
    folder: 'blobs' | 'manifests',
    content: object,
    type: string,
  ) {
    const body = JSON.stringify(content);
    const digest = digestOf(Buffer.from(body));
    return this.#add(`/v2/${repository}/${folder}/${digest}`, body, type);
  }
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
