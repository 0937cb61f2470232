import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFullDisk } from './explainFullDisk';
import { removeFolder } from './removeFolder';
import { WorkDirectory } from './WorkDirectory';

/** Folders of this machine for what a build reads and writes for a while. */
export class TemporaryFolders {
  readonly #work: WorkDirectory;
  readonly #onProblem: (message: string, error: unknown) => void;

  /**
   * @param base - shared by all backends of this user; each has a folder of its
   * own in it. Default: one in the temporary folder
   * @param onProblem - hears of what could not be removed, which fails nothing
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
   * @throws what `use` throws; BuildFailedError that says where room is missing
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

  /** Removes what backends left that have died. Never rejects. */
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
