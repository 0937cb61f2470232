import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoopbackServer } from './LoopbackServer';

/** A mirror and a registry in one server, and configurations that name them. */
export class World {
  static async create(): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'driver-toolkit-cli-'));
    return new World(await LoopbackServer.start(), folder);
  }

  readonly #folder: string;

  private constructor(readonly server: LoopbackServer, folder: string) {
    this.#folder = folder;
  }

  /** Writes a file and returns its path; JSON is YAML. */
  async write(name: string, content: object | string): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(
      path,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
    return path;
  }

  /** A kernel source whose repository is at `/<id>/<architecture>`. */
  kernelSource(id: string, more: object = {}) {
    const repositories = [`${this.server.origin}/${id}/$arch`];
    return { id, type: 'rpm', repositories, ...more };
  }

  /** An image repository of the same name. */
  imageRepository(id: string, more: object = {}) {
    const image = `${this.server.host}/${id}`;
    return { id, image, insecure: true, ...more };
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.#folder, { recursive: true });
  }
}
