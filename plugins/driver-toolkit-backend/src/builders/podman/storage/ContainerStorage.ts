import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../machine/removeFolder';
import { userFolder } from '../../../machine/userFolder';
import { listStored } from '../images/listStored';
import type { LocalPodman } from '../localPodman';
import type { Podman } from '../process/Podman';
import type { PodmanStore } from './PodmanStore';
import { storageConfiguration } from './storageConfiguration';

const GRAPH = 'graph';
const CONFIGURATION = 'storage.conf';
/** Drivers whose storages can read images of other storages. */
const DRIVERS = ['overlay', 'vfs'];

/** podman with its user's configuration, and its default storage. */
export interface OwnPodman {
  podman: Podman;
  own: LocalPodman;
}

/** The part that we need of a layer's entry in containers/storage's list. */
interface StoredLayer {
  'diff-size'?: number;
}

/** A private container storage in a folder. */
export class ContainerStorage {
  readonly graphRoot: string;
  readonly #folder: string;
  readonly #podman: Podman;
  readonly #own: LocalPodman;

  /** @param options - the podman whose driver and options it copies */
  constructor(folder: string, { podman, own }: OwnPodman) {
    this.graphRoot = join(folder, GRAPH);
    this.#folder = folder;
    this.#podman = podman;
    this.#own = own;
  }

  /** podman on this storage, with read access to images of other storages. */
  async store(
    imageStores: readonly string[] = [],
  ): Promise<Required<PodmanStore>> {
    const local = { ...this.#driver, graphRoot: this.graphRoot, imageStores };
    const content = storageConfiguration({
      driver: local.graphDriverName,
      options: local.graphOptions,
      graphRoot: this.graphRoot,
      runRoot: await this.#runRoot(),
      imageStores,
    });
    if (content === undefined) {
      throw new Error(
        `The options of podman's storage cannot be used for another one: ${JSON.stringify(
          local.graphOptions,
        )}.`,
      );
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const configuration = join(this.#folder, CONFIGURATION);
    await replaceFile(configuration, content);
    return {
      local,
      podman: this.#podman.with({ CONTAINERS_STORAGE_CONF: configuration }),
    };
  }

  /** Bytes of its layers, without layers that a build has not committed yet. */
  async size(): Promise<number> {
    const layers = await listStored<StoredLayer>(
      { ...this.#driver, graphRoot: this.graphRoot },
      'layers',
    );
    return layers.reduce((sum, layer) => sum + (layer['diff-size'] ?? 0), 0);
  }

  /** Removes the storage; nothing may use it meanwhile. */
  async remove(): Promise<void> {
    const { podman } = await this.store();
    // Containers may hold locks and runtime state. A damaged storage cannot
    // even list them, and is removed all the same.
    await podman
      .query(['rm', '--all', '--force', '--time=0'])
      .catch(() => undefined);
    try {
      await removeFolder(this.#folder);
    } catch (error) {
      if (process.getuid?.() === 0) {
        throw error;
      }
      // In podman's user namespace, files belong to other users.
      await podman.query(['unshare', 'rm', '-rf', '--', this.#folder]);
    }
    await removeFolder(await this.#runRoot());
  }

  get #driver(): Omit<LocalPodman, 'graphRoot' | 'imageStores'> {
    const { runtime, graphDriverName, graphOptions } = this.#own;
    return DRIVERS.includes(graphDriverName)
      ? { runtime, graphDriverName, graphOptions }
      : { runtime, graphDriverName: 'overlay', graphOptions: {} };
  }

  /**
   * The folder of temporary state, in a path that is short enough for podman.
   */
  async #runRoot(): Promise<string> {
    const shared =
      process.env.XDG_RUNTIME_DIR ||
      (process.getuid?.() === 0 ? '/run' : tmpdir());
    const name = createHash('sha256').update(this.graphRoot).digest('hex');
    return join(await userFolder(shared), name.slice(0, 8));
  }
}

/** Replaces a file atomically: readers see the old content or the new. */
export async function replaceFile(
  file: string,
  content: string,
): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) {
    return;
  }
  const next = `${file}.${process.pid}-${performance.now()}`;
  await writeFile(next, content, { mode: 0o600 });
  await rename(next, file);
}
