import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import { MemoryStorage } from '../memory/MemoryStorage';
import type { Chores } from '../process/Chores';
import type { Podman } from '../process/Podman';
import type { PodmanStore } from '../storage/PodmanStore';
import { readImagePath } from './readImagePath';
import { readStoredFile } from './readStoredFile';
import { runImageProgram } from './runImageProgram';

/** Options of an {@link ImageContents}. */
export interface ImageContentsOptions {
  workDirectory: string;
  limits: BuilderConfig['limits'];
  chores: Chores;
  onProblem: (message: string, error: unknown) => void;
}

/** Reads the content of one builder's images, each in its own store. */
export class ImageContents {
  readonly #options: ImageContentsOptions;
  readonly #memory: MemoryStorage;

  constructor(options: ImageContentsOptions) {
    this.#options = options;
    this.#memory = new MemoryStorage(options);
  }

  async labels(
    { podman }: PodmanStore,
    imageId: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    const output = await podman.query(
      ['image', 'inspect', '--format', '{{json .Labels}}', imageId],
      signal,
    );
    return JSON.parse(output) ?? {};
  }

  async readPath<T>(
    store: PodmanStore,
    imageId: string,
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const file =
      store.local && (await readStoredFile(store.local, imageId, path));
    signal.throwIfAborted();
    if (file) {
      const tar = pack();
      tar.entry({ name: basename(path) }, file);
      tar.finalize();
      return read(Readable.from(tar));
    }
    return this.#withContainers(store, imageId, podman =>
      readImagePath({
        ...this.#options,
        podman,
        imageId,
        path,
        read,
        signal,
      }),
    );
  }

  async runProgram<T>(
    store: PodmanStore,
    imageId: string,
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return this.#withContainers(store, imageId, podman =>
      runImageProgram({
        ...this.#options,
        podman,
        imageId,
        program,
        read,
        signal,
      }),
    );
  }

  /** Removes leftovers of readers whose work directory is gone. */
  async reap(podman: Podman): Promise<void> {
    await this.#memory.reap(podman);
  }

  /** Lends the podman for containers. */
  #withContainers<T>(
    { podman, local }: PodmanStore,
    imageId: string,
    use: (podman: Podman) => Promise<T>,
  ): Promise<T> {
    return local
      ? this.#memory.lend({ podman, local }, imageId, use)
      : use(podman);
  }
}
