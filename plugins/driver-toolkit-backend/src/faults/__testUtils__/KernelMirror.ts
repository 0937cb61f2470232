import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A mirror that lists as many kernels as a test has builds; it has no packages. */
export class KernelMirror {
  readonly kernels: string[];
  readonly #server: Server;

  static async start(count: number): Promise<KernelMirror> {
    const mirror = new KernelMirror(count);
    mirror.#server.listen(0, '127.0.0.1');
    await once(mirror.#server, 'listening');
    return mirror;
  }

  private constructor(count: number) {
    this.kernels = Array.from(
      { length: count },
      (_, i) => `5.14.0-${500 + i}.el9`,
    );
    const primary = primaryOf(this.kernels);
    const compressed = gzipSync(primary);
    const files = new Map([
      ['/repodata/primary.xml.gz', compressed],
      ['/repodata/repomd.xml', Buffer.from(repomdOf(compressed, primary))],
    ]);
    this.#server = createServer(({ url = '' }, response) => {
      const file = files.get(url);
      response.writeHead(file ? 200 : 404).end(file);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function primaryOf(kernels: string[]): string {
  const packages = kernels.flatMap(kernel =>
    ['core', 'devel'].map(part => packageOf(kernel, part)),
  );
  return `<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${
    packages.length
  }">${packages.join('')}</metadata>`;
}

function packageOf(kernel: string, part: string): string {
  const [version, release] = kernel.split('-');
  return `<package type="rpm">
  <name>kernel-${part}</name><arch>x86_64</arch>
  <version epoch="0" ver="${version}" rel="${release}"/>
  <checksum type="sha256" pkgid="YES">${'0'.repeat(64)}</checksum>
  <location href="kernel-${part}-${kernel}.x86_64.rpm"/>
  <format>
    <rpm:sourcerpm>kernel-${kernel}.src.rpm</rpm:sourcerpm>
    <rpm:provides><rpm:entry name="kernel-${part}-uname-r" flags="EQ" epoch="0" ver="${version}" rel="${release}.x86_64"/></rpm:provides>
  </format>
</package>`;
}

function repomdOf(compressed: Buffer, primary: string): string {
  const checksum = createHash('sha256').update(compressed).digest('hex');
  return `<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary">
  <checksum type="sha256">${checksum}</checksum>
  <location href="repodata/primary.xml.gz"/>
  <timestamp>1700000000</timestamp>
  <size>${compressed.length}</size><open-size>${primary.length}</open-size>
</data></repomd>`;
}
