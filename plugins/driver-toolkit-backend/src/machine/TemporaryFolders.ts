import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFullDisk } from './explainFullDisk';
import { removeFolder } from './removeFolder';
import { WorkDirectory } from './WorkDirectory';

/** Folders on this machine for temporary files of builds. */
export class TemporaryFolders {
  readonly #work: WorkDirectory;
  readonly #onProblem: (message: string, error: unknown) => void;

  /**
   * @param base - shared by all backends of this user; each has its own folder
   * in it. Default: a folder in the temporary folder
   * @param onProblem - called if something could not be removed; that fails no
   * build
   */
  static async create(
    onProblem: (message: string, error: unknown) => void,
    base?: string,
  ): Promise<TemporaryFolders> {
    return new TemporaryFolders(
      await WorkDirectory.create(
        base ?? (await WorkDirectory.baseOf('builds')),
      ),
      onProblem,
    );
  }

  private constructor(
    work: WorkDirectory,
    onProblem: (message: string, error: unknown) => void,
  ) {
    this.#work = work;
    this.#onProblem = onProblem;
  }

  /**
   * Lends an empty folder and removes it when `use` has ended.
   *
   * @throws what `use` throws; BuildFailedError that names the full disk
   */
  async lend<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.#work.path, 'build-'));
    try {
      return await use(folder);
    } catch (error) {
      throw await explainFullDisk(error, {
        who: 'The backend',
        places: [{ path: this.#work.path, what: 'temporary files' }],
        cure: 'Make room there, or start it with another TMPDIR; then retry.',
      });
    } finally {
      await this.#remove(folder);
    }
  }

  /**
   * A folder that stays until the backend stops, for what several builds use.
   */
  async keep(name: string): Promise<string> {
    const folder = join(this.#work.path, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Removes folders that dead backends left. Never rejects. */
  async recover(): Promise<void> {
    for (const folder of await this.#work.abandoned().catch(() => [])) {
      await this.#remove(folder);
    }
  }

  async close(): Promise<void> {
    await this.#work.remove();
  }

  async #remove(folder: string): Promise<void> {
    await removeFolder(folder).catch(error =>
      this.#onProblem(`${folder} could not be removed`, error),
    );
  }
}
