import {
  TestServer,
  type ReceivedRequest,
  type TestAnswer,
  type TestTls,
} from '../../../http/__testUtils__/TestServer';
import type { ListedPackage } from './kernelPackages';
import {
  primaryXml,
  repodata,
  sha256,
  type Lies,
  type RepodataOptions,
} from './repodata';

/** A dnf mirror on loopback; missing files are a 404. */
export class TestMirror {
  readonly #files = new Map<string, Buffer>();
  readonly #answers = new Map<string, TestAnswer>();

  static async start(tls?: TestTls): Promise<TestMirror> {
    const mirror: TestMirror = new TestMirror(
      await TestServer.start(request => mirror.#answer(request), tls),
    );
    return mirror;
  }

  readonly #server: TestServer;

  private constructor(server: TestServer) {
    this.#server = server;
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** Requested paths. */
  get requested(): string[] {
    return this.#server.requests.map(({ url }) => url);
  }

  /** @param path - Such as `BaseOS/x86_64`. */
  async addRepository(
    path: string,
    packages: ListedPackage[],
    options: RepodataOptions = {},
  ): Promise<void> {
    await this.addPrimary(path, primaryXml(packages), options);
  }

  async addPrimary(
    path: string,
    primary: string,
    options: RepodataOptions = {},
  ): Promise<void> {
    for (const [name, file] of await repodata(primary, options)) {
      this.#files.set(`/${path}/${name}`, file);
    }
  }

  /** A list of packages in an existing compressed form. */
  async addCompressed(
    path: string,
    compressed: Buffer,
    lies: Lies = {},
  ): Promise<void> {
    const files = await repodata('', {
      lies: { checksum: sha256(compressed), size: compressed.length, ...lies },
    });
    for (const [name, file] of files) {
      this.#files.set(
        `/${path}/${name}`,
        name === 'repodata/repomd.xml' ? file : compressed,
      );
    }
  }

  /** Answers a path with something other than its file. */
  setAnswer(path: string, answer: TestAnswer): void {
    this.#answers.set(`/${path}`, answer);
  }

  file(path: string): Buffer | undefined {
    return this.#files.get(`/${path}`);
  }

  setFile(path: string, content: Buffer | string): void {
    this.#files.set(`/${path}`, Buffer.from(content));
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  #answer({ url }: ReceivedRequest): TestAnswer {
    const set = this.#answers.get(url);
    if (set) {
      return { body: this.#files.get(url), ...set };
    }
    const body = this.#files.get(url);
    return body ? { body } : { status: 404, body: '<html>no</html>' };
  }
}
