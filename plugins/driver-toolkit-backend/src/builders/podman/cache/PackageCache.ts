import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@backstage/errors';
import { ownedFolder } from '../../../machine/ownedFolder';
import { WorkDirectory } from '../../../machine/WorkDirectory';
import { evictPackages } from './evictPackages';
import { keepPackages } from './keepPackages';

/** Where a lent folder is mounted: every base image has it, empty. */
const MOUNT_POINT = '/mnt';
/** What a Containerfile looks for there. */
const FOLDER = 'driver-toolkit-packages';

/**
 * Packages that builds have downloaded, for the next build of the same source.
 *
 * @remarks
 * Each build gets a folder of its own with hard links to what is there, so that
 * neither locks nor the death of a build concern another one; what is new in it
 * is moved back when the build has ended, however it did. dnf holds each package
 * against the checksum of freshly read metadata, and downloads it anew, in
 * place, where they differ.
 *
 * Only for Containerfiles that are trusted like the operator's own: dnf takes a
 * file's extended attributes for its checksum, and so believes whoever could
 * write to it.
 */
export class PackageCache {
  readonly folder: string;
  readonly #maxBytes: number;
  readonly #lent: WorkDirectory;

  /**
   * @param folder - shared by all backends of this user that run the builder
   * @throws ConflictError when it belongs to somebody else
   */
  static async create(folder: string, maxBytes: number): Promise<PackageCache> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await ownedFolder(folder);
    await ownedFolder(join(folder, 'packages'));
    // On the same file system as the packages, as hard links have to be.
    const lent = await WorkDirectory.create(join(folder, 'lent'));
    return new PackageCache(folder, maxBytes, lent);
  }

  private constructor(folder: string, maxBytes: number, lent: WorkDirectory) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
    this.#lent = lent;
  }

  /**
   * Lends the packages of a kernel source to a build.
   *
   * @param source - its id
   * @param build - takes the arguments to add to `podman build`
   * @param onProblem - hears of what the build can do without
   */
  async lend<T>(
    source: string,
    build: (lent: readonly string[]) => Promise<T>,
    onProblem: (problem: string) => void,
  ): Promise<T> {
    const kept = join(this.folder, 'packages', source);
    let lent: string | undefined;
    try {
      lent = await this.#prepare(kept);
    } catch (error) {
      onProblem(
        `Packages of earlier builds cannot be used: ${toError(error).message}`,
      );
      return build([]);
    }
    let succeeded = false;
    try {
      // The option labels it for SELinux, shared as the packages are.
      const result = await build(['--volume', `${lent}:${MOUNT_POINT}:z`]);
      succeeded = true;
      return result;
    } finally {
      try {
        await keepPackages(join(lent, FOLDER), kept, { whole: succeeded });
        await rm(lent, { recursive: true, force: true });
        await evictPackages(join(this.folder, 'packages'), this.#maxBytes);
      } catch (error) {
        onProblem(
          `Downloaded packages could not be kept: ${toError(error).message}`,
        );
      }
    }
  }

  /** Removes what backends that have died had lent; their builds must be over. */
  async reap(): Promise<void> {
    for (const directory of await this.#lent.abandoned()) {
      await rm(directory, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await this.#lent.remove();
  }

  async #prepare(kept: string): Promise<string> {
    await mkdir(kept, { recursive: true });
    const lent = await mkdtemp(join(this.#lent.path, 'build-'));
    const folder = join(lent, FOLDER);
    await mkdir(folder);
    for (const name of await readdir(kept)) {
      await link(join(kept, name), join(folder, name)).catch(error => {
        // Another backend's build may just have made room.
        if (error.code !== 'ENOENT') {
          throw error;
        }
      });
    }
    return lent;
  }
}
