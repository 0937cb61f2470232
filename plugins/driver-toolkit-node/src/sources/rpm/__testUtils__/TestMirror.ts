import {
  TestServer,
  type ReceivedRequest,
  type TestAnswer,
  type TestTls,
} from '../../../http/__testUtils__/TestServer';
import type { ListedPackage } from './kernelPackages';
import { primaryXml, repodata, type Compression, type Lies } from './repodata';

/** A dnf mirror on loopback; what it does not have is a 404. */
export class TestMirror {
  private readonly files = new Map<string, Buffer>();
  private readonly answers = new Map<string, TestAnswer>();

  static async start(tls?: TestTls): Promise<TestMirror> {
    const mirror: TestMirror = new TestMirror(
      await TestServer.start(request => mirror.answer(request), tls),
    );
    return mirror;
  }

  private constructor(private readonly server: TestServer) {}

  get origin(): string {
    return this.server.origin;
  }

  /** Paths asked for. */
  get requested(): string[] {
    return this.server.requests.map(({ url }) => url);
  }

  /** @param path - Such as `BaseOS/x86_64`. */
  async addRepository(
    path: string,
    packages: ListedPackage[],
    options: { compression?: Compression; lies?: Lies } = {},
  ): Promise<void> {
    await this.addPrimary(path, primaryXml(packages), options);
  }

  async addPrimary(
    path: string,
    primary: string,
    options: { compression?: Compression; lies?: Lies } = {},
  ): Promise<void> {
    const { compression = 'gz', lies } = options;
    for (const [name, file] of await repodata(primary, compression, lies)) {
      this.files.set(`/${path}/${name}`, file);
    }
  }

  /** Answers a path in another way than with its file. */
  setAnswer(path: string, answer: TestAnswer): void {
    this.answers.set(`/${path}`, answer);
  }

  file(path: string): Buffer | undefined {
    return this.files.get(`/${path}`);
  }

  setFile(path: string, content: Buffer | string): void {
    this.files.set(`/${path}`, Buffer.from(content));
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  private answer({ url }: ReceivedRequest): TestAnswer {
    const set = this.answers.get(url);
    if (set) {
      return { body: this.files.get(url), ...set };
    }
    const body = this.files.get(url);
    return body ? { body } : { status: 404, body: '<html>no</html>' };
  }
}
