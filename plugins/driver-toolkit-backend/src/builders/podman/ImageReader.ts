import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { ImageBuilder } from '../Builder';
import type { Chores } from './Chores';
import type { LocalPodman } from './localPodman';
import { MemoryStorage } from './memory/MemoryStorage';
import type { Podman } from './Podman';
import { readImagePath } from './readImagePath';
import { readLayerFile } from './readLayerFile';
import { runImageProgram } from './runImageProgram';

/** What an {@link ImageReader} works with. */
export interface ImageReaderOptions {
  podman: Podman;
  /** Undefined where podman is on another machine. */
  local: () => Promise<LocalPodman | undefined>;
  workDirectory: string;
  limits: ImageBuilder['config']['limits'];
  chores: Chores;
  onProblem: (message: string, error: unknown) => void;
}

/** Looks at the images of one builder. */
export class ImageReader
  implements
    Pick<ImageBuilder, 'digest' | 'labels' | 'readPath' | 'runProgram'>
{
  readonly #options: ImageReaderOptions;
  readonly #memory: MemoryStorage;

  constructor(options: ImageReaderOptions) {
    this.#options = options;
    this.#memory = new MemoryStorage(options);
  }

  async digest(imageId: string, signal: AbortSignal): Promise<string> {
    const output = await this.#inspect(imageId, '{{.Digest}}', signal);
    return output.trim();
  }

  async labels(
    imageId: string,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    const output = await this.#inspect(imageId, '{{json .Labels}}', signal);
    return JSON.parse(output) ?? {};
  }

  async readPath<T>(
    imageId: string,
    path: string,
    read: (tar: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const local = await this.#options.local();
    const file = local && (await readLayerFile(local, imageId, path));
    signal.throwIfAborted();
    if (file) {
      const tar = pack();
      tar.entry({ name: basename(path) }, file);
      tar.finalize();
      return read(Readable.from(tar));
    }
    return this.#withContainers(local, imageId, podman =>
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
    imageId: string,
    program: readonly string[],
    read: (output: Readable) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    return this.#withContainers(await this.#options.local(), imageId, podman =>
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

  /** Clears away what readers left whose work directory is gone. */
  async reap(): Promise<void> {
    await this.#memory.reap();
  }

  #inspect(
    imageId: string,
    format: string,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#options.podman.query(
      ['image', 'inspect', '--format', format, imageId],
      signal,
    );
  }

  /** Lends the podman that containers are made with. */
  #withContainers<T>(
    local: LocalPodman | undefined,
    imageId: string,
    use: (podman: Podman) => Promise<T>,
  ): Promise<T> {
    return local
      ? this.#memory.lend(local, imageId, use)
      : use(this.#options.podman);
  }
}
