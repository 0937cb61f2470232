import { mkdtemp, readdir, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { removeFolder } from '../../../machine/removeFolder';
import { userFolder } from '../../../machine/userFolder';
import type { LocalPodman } from '../localPodman';
import type { Chores } from '../process/Chores';
import type { Podman } from '../process/Podman';
import type { PodmanStore } from '../storage/PodmanStore';
import { storageConfiguration } from '../storage/storageConfiguration';
import { writeImageView } from '../storage/writeImageView';
import { isAbandoned, writeOwner } from './owner';

/** Linux's shared file system in memory. */
const MEMORY = '/dev/shm';
/** statfs(2), `f_type` of a file system in memory. */
const TMPFS = 0x01021994;
/**
 * podman's files take 0.1 MB, and rpm's additional files of a database little
 * more.
 */
const MIN_FREE_BYTES = 16 * 1024 * 1024;
const CONFIGURATION = 'storage.conf';
/** The graph root in a storage's folder. */
const GRAPH = 'graph';
/** The run root; podman refuses a path longer than 50 characters. */
const RUN = 'run';
/** The view of the only image that it reads. */
const VIEW = 'image';

/** Options of {@link MemoryStorage}. */
export interface MemoryStorageOptions {
  /** Owns the lent storages; if it is gone, other backends remove them. */
  workDirectory: string;
  chores: Chores;
  onProblem: (message: string, error: unknown) => void;
}

/**
 * Container storages in memory, for short-lived containers that inspect an
 * image. In the image's storage, they would wait for the disk that a build has
 * just written to, and for the locks of other builds.
 *
 * @remarks Each is lent once, with a view of one image
 * ({@link writeImageView}). If that does not work, the image's own storage is
 * used.
 */
export class MemoryStorage {
  readonly #options: MemoryStorageOptions;
  #isUnusable = false;

  constructor(options: MemoryStorageOptions) {
    this.#options = options;
  }

  /**
   * Lends a podman with one image, and with containers in memory. If `use`
   * fails there, it runs again with the original podman, whose result counts.
   *
   * @param store - contains the image
   * @param use - may be called twice
   */
  async lend<T>(
    { podman, local }: Required<PodmanStore>,
    imageId: string,
    use: (podman: Podman) => Promise<T>,
  ): Promise<T> {
    const { chores } = this.#options;
    const folder = await this.#prepare(local, imageId);
    if (folder === undefined) {
      return use(podman);
    }
    try {
      return await use(within(folder, podman));
    } catch (error) {
      if (!BuildFailedError.is(error)) {
        throw error;
      }
      const result = await use(podman);
      this.#stopUsing(error);
      return result;
    } finally {
      chores.add(`${folder} could not be removed`, () =>
        removeStorage(folder, podman),
      );
    }
  }

  /**
   * Removes the storages of other work directories that are gone.
   *
   * @param podman - ends the containers there
   */
  async reap(podman: Podman): Promise<void> {
    if (!(await isMemory())) {
      return;
    }
    const { workDirectory } = this.#options;
    const base = await userFolder(MEMORY);
    for (const name of await readdir(base)) {
      const folder = join(base, name);
      if (await isAbandoned(folder, workDirectory)) {
        await removeStorage(folder, podman);
      }
    }
  }

  async #prepare(
    local: LocalPodman,
    imageId: string,
  ): Promise<string | undefined> {
    if (this.#isUnusable || !(await isMemory(MIN_FREE_BYTES))) {
      return undefined;
    }
    try {
      const folder = await mkdtemp(join(await userFolder(MEMORY), 's-'));
      await writeOwner(folder, this.#options.workDirectory);
      const view = join(folder, VIEW);
      const configuration = storageConfiguration({
        driver: local.graphDriverName,
        options: local.graphOptions,
        graphRoot: join(folder, GRAPH),
        runRoot: join(folder, RUN),
        imageStores: [view],
      });
      if (
        configuration === undefined ||
        // Other drivers copy the whole image for a container.
        local.graphDriverName !== 'overlay' ||
        !(await writeImageView(view, local, imageId))
      ) {
        await removeFolder(folder);
        return undefined;
      }
      await writeFile(join(folder, CONFIGURATION), configuration);
      return folder;
    } catch (error) {
      this.#stopUsing(error);
      return undefined;
    }
  }

  #stopUsing(error: unknown): void {
    this.#isUnusable = true;
    this.#options.onProblem(
      `Containers in ${MEMORY} do not work here, so inspecting images takes longer`,
      toError(error),
    );
  }
}

/** Whether this system has a file system in memory with enough room. */
async function isMemory(freeBytes = 0): Promise<boolean> {
  try {
    const { type, bavail, bsize } = await statfs(MEMORY);
    return type === TMPFS && bavail * bsize >= freeBytes;
  } catch {
    return false;
  }
}

/**
 * Removes its containers first: they may run, and hold locks and runtime state.
 */
async function removeStorage(folder: string, podman: Podman): Promise<void> {
  const names = await readdir(folder);
  if (names.includes(GRAPH)) {
    await within(folder, podman).query(['rm', '--all', '--force', '--time=0']);
  }
  await removeFolder(folder);
}

function within(folder: string, podman: Podman): Podman {
  return podman.with({ CONTAINERS_STORAGE_CONF: join(folder, CONFIGURATION) });
}
