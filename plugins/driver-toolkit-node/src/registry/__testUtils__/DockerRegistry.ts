import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Content, TestImage } from './imageContent';

const BINARY = 'docker-registry';

/** The distribution project's registry, as Debian packages it, on a free port. */
export class DockerRegistry {
  /** @param options - `deletes`: whether it deletes images on request; false by default, like in Docker's registry */
  static async start(
    options: { deletes?: boolean } = {},
  ): Promise<DockerRegistry> {
    const directory = await mkdtemp(join(tmpdir(), 'docker-registry-'));
    const configuration = join(directory, 'config.yml');
    await writeFile(
      configuration,
      [
        'version: 0.1',
        'log: { level: info }',
        'storage:',
        `  filesystem: { rootdirectory: ${join(directory, 'data')} }`,
        `  delete: { enabled: ${options.deletes ?? false} }`,
        'http: { addr: 127.0.0.1:0 }',
      ].join('\n'),
    );
    const child = spawn(BINARY, ['serve', configuration], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (host !== undefined) {
        child.stderr.resume();
        return new DockerRegistry(host, directory, child);
      }
    }
    throw new Error(`${BINARY} ended with ${child.exitCode}`);
  }

  readonly #directory: string;
  readonly #child: ChildProcess;

  private constructor(
    readonly host: string,
    directory: string,
    child: ChildProcess,
  ) {
    this.#directory = directory;
    this.#child = child;
  }

  async pushImage(repository: string, tag: string, image: TestImage) {
    await this.#pushBlob(repository, image.layer);
    await this.#pushBlob(repository, image.config);
    await this.pushManifest(repository, image.manifest.digest, image.manifest);
    await this.pushManifest(repository, tag, image.manifest);
  }

  async pushManifest(repository: string, reference: string, content: Content) {
    await this.#put(
      `/v2/${repository}/manifests/${reference}`,
      content.mediaType,
      content.body,
    );
  }

  async close(): Promise<void> {
    const ended = new Promise(resolve => {
      this.#child.once('exit', resolve);
    });
    this.#child.kill();
    await ended;
    await rm(this.#directory, { recursive: true });
  }

  async #pushBlob(repository: string, { digest, body }: Content) {
    const begun = await fetch(
      `http://${this.host}/v2/${repository}/blobs/uploads/`,
      { method: 'POST' },
    );
    const location = new URL(begun.headers.get('location') ?? '', begun.url);
    location.searchParams.set('digest', digest);
    await this.#put(location.href, 'application/octet-stream', body);
  }

  async #put(path: string, type: string, body: Buffer): Promise<void> {
    const response = await fetch(new URL(path, `http://${this.host}`), {
      method: 'PUT',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    });
    if (!response.ok) {
      throw new Error(`PUT ${path}: ${await response.text()}`);
    }
  }
}
