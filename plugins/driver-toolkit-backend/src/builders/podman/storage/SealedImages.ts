import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  ContainerStorage,
  replaceFile,
  type OwnPodman,
} from './ContainerStorage';
import { LockedFolder } from './LockedFolder';
import type { PodmanStore } from './PodmanStore';

const RECORD = 'image.json';
const ATTEMPT = 'made-';

/** The record of a finished image. */
export interface SealedImage<T> {
  name: string;
  /** When it was made, in milliseconds since 1970. */
  madeAt: number;
  /** The storage's folder, next to the record. */
  attempt: string;
  /** Its maker's description. */
  description: T;
}

/** An image in use: it is not removed until it is closed. */
export interface OpenImage<T> extends SealedImage<T> {
  graphRoot: string;
  close(): Promise<void>;
}

/** Puts an image into its new storage. */
export type MakeImage<T> = (store: Required<PodmanStore>) => Promise<T>;

/**
 * Images with one storage each, made once for all readers on this machine and
 * never written again.
 *
 * @remarks podman reads such a storage in addition to the one it builds in.
 * Nothing locks it for writing, so nothing waits. Each attempt to make one has
 * its own folder, because a podman that outlived its backend may still write to
 * the folder of the last attempt.
 */
export class SealedImages<T> {
  readonly #root: string;
  readonly #kind: string;
  readonly #own: OwnPodman;

  /** @param kind - name of their folder in `root` */
  constructor(root: string, kind: string, own: OwnPodman) {
    this.#root = root;
    this.#kind = kind;
    this.#own = own;
  }

  /**
   * Opens an image, and makes it first if it is missing. If another process is
   * making it, this one waits, and makes it itself if the other fails.
   *
   * @param name - identifies this exact content, for example by a digest
   * @throws what `make` throws; the signal's reason
   */
  async open(
    name: string,
    { signal, make }: { signal: AbortSignal; make: MakeImage<T> },
  ): Promise<OpenImage<T>> {
    const folder = this.folderOf(name);
    // Held while the image is made, too, because used folders are not removed.
    const use = await folder.lock({ mode: 'shared', signal });
    try {
      const image =
        (await this.#read(folder)) ??
        (await this.#makeOnce(folder, name, { signal, make }));
      return {
        ...image,
        graphRoot: this.#storage(folder, image.attempt).graphRoot,
        close: () => use.release(),
      };
    } catch (error) {
      await use.release();
      throw error;
    }
  }

  /** All existing images. */
  async list(): Promise<SealedImage<T>[]> {
    const images = await Promise.all(
      (await this.folders()).map(folder => this.#read(folder)),
    );
    return images.filter(image => image !== undefined);
  }

  /** The folders of all images, finished or not. */
  async folders(): Promise<LockedFolder[]> {
    const path = join(this.#root, this.#kind);
    const names = await readdir(path).catch(() => []);
    return names.map(name => this.#folder(name));
  }

  /** Bytes of an image's layers. */
  async size(folder: LockedFolder): Promise<number> {
    const image = await this.#read(folder);
    return image ? this.#storage(folder, image.attempt).size() : 0;
  }

  /** Removes an image, finished or not; nothing may use it meanwhile. */
  async remove(folder: LockedFolder): Promise<void> {
    await this.#removeAttempts(folder);
    await folder.remove();
  }

  /** Makes an image the newest, as if it had been made now. */
  async renew(name: string): Promise<void> {
    const folder = this.folderOf(name);
    const image = await this.#read(folder);
    if (image) {
      await writeRecord(folder, { ...image, madeAt: Date.now() });
    }
  }

  /** Makes an image, unless another process has done so meanwhile. */
  async #makeOnce(
    folder: LockedFolder,
    name: string,
    { signal, make }: { signal: AbortSignal; make: MakeImage<T> },
  ): Promise<SealedImage<T>> {
    const turn = await folder.lockToMake(signal);
    try {
      return (
        (await this.#read(folder)) ?? (await this.#make(folder, name, make))
      );
    } finally {
      await turn.release();
    }
  }

  async #make(
    folder: LockedFolder,
    name: string,
    make: MakeImage<T>,
  ): Promise<SealedImage<T>> {
    await this.#removeAttempts(folder);
    const attempt = basename(await mkdtemp(join(folder.path, ATTEMPT)));
    const storage = this.#storage(folder, attempt);
    try {
      const image: SealedImage<T> = {
        name,
        attempt,
        description: await make(await storage.store()),
        madeAt: Date.now(),
      };
      await writeRecord(folder, image);
      return image;
    } catch (error) {
      // The next attempt removes it if this fails.
      await storage.remove().catch(() => undefined);
      throw error;
    }
  }

  async #removeAttempts(folder: LockedFolder): Promise<void> {
    const names = await readdir(folder.path).catch(() => []);
    for (const name of names.filter(each => each.startsWith(ATTEMPT))) {
      await this.#storage(folder, name).remove();
    }
  }

  #storage(folder: LockedFolder, attempt: string): ContainerStorage {
    return new ContainerStorage(join(folder.path, attempt), this.#own);
  }

  #read(folder: LockedFolder): Promise<SealedImage<T> | undefined> {
    return readRecord<T>(folder.path);
  }

  /** The folder of the image with this name, existing or not. */
  folderOf(name: string): LockedFolder {
    const hash = createHash('sha256').update(name).digest('hex');
    // Short, because each mount of the image repeats the path for each layer.
    return this.#folder(hash.slice(0, 12));
  }

  #folder(name: string): LockedFolder {
    return new LockedFolder(this.#root, this.#kind, name);
  }
}

/** Whether the image with this {@link OpenImage.graphRoot} still exists. */
export async function isThere(graphRoot: string): Promise<boolean> {
  const storage = dirname(graphRoot);
  const record = await readRecord(dirname(storage));
  return record?.attempt === basename(storage);
}

function writeRecord(
  folder: LockedFolder,
  image: SealedImage<unknown>,
): Promise<void> {
  return replaceFile(join(folder.path, RECORD), JSON.stringify(image));
}

async function readRecord<T>(
  folder: string,
): Promise<SealedImage<T> | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, RECORD), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
