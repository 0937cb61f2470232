import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@backstage/errors';
import { ownedFolder } from '../../../machine/ownedFolder';
import { WorkDirectory } from '../../../machine/WorkDirectory';
import { evictPackages } from './evictPackages';
import { keepPackages } from './keepPackages';

/** The mount point of a lent folder: all base images have this empty folder. */
const MOUNT_POINT = '/mnt';
/** The folder that a Containerfile looks for there. */
const FOLDER = 'driver-toolkit-packages';

/**
 * Keeps downloaded packages for the next build of the same source.
 *
 * @remarks Each build gets its own folder with hard links to the packages, so
 * that locks or a crash of one build cannot affect another. New packages move
 * back when the build ends, whether it succeeded or not. dnf compares each
 * package with the checksum in freshly read metadata, and downloads it again,
 * in place, if they differ.
 *
 * Only for Containerfiles that are trusted like the operator's: dnf takes
 * checksums from a file's extended attributes, and so trusts everyone who can
 * write to it.
 */
export class PackageCache {
  readonly folder: string;
  readonly #maxBytes: number;
  readonly #lent: WorkDirectory;

  /**
   * @param folder - shared by all backends of this user that run the builder
   * @throws ConflictError if it belongs to another user
   */
  static async create(folder: string, maxBytes: number): Promise<PackageCache> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await ownedFolder(folder);
    await ownedFolder(join(folder, 'packages'));
    // On the same file system as the packages, because hard links require that.
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
   * @param build - gets the arguments to add to `podman build`
   * @param onProblem - called with problems that do not fail the build
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
      // The option `z` labels it for SELinux as shared, because the packages
      // are shared.
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

  /**
   * Removes folders that dead backends had lent; their builds must have ended.
   */
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
        // Another backend's build may just have removed it to make room.
        if (error.code !== 'ENOENT') {
          throw error;
        }
      });
    }
    return lent;
  }
}
