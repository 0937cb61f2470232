import { mkdir, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownedFolder } from './ownedFolder';
import { startTimeOf } from './processTree';
import { removeFolder } from './removeFolder';
import { userFolder } from './userFolder';

/**
 * A folder for the temporary files of one backend's builds. Its name tells the
 * process it belongs to, so that another can see when that process has died.
 */
export class WorkDirectory {
  readonly path: string;
  readonly #base: string;

  /** Where the folders of a builder are kept unless another base is given. */
  static async baseOf(builderId: string): Promise<string> {
    return join(await userFolder(tmpdir()), builderId);
  }

  static async create(base: string): Promise<WorkDirectory> {
    await mkdir(dirname(base), { recursive: true, mode: 0o700 });
    // Runtimes tell a bundle's folder with all links resolved.
    const resolved = await realpath(await ownedFolder(base));
    const startTime = startTimeOf(process.pid) ?? '0';
    return new WorkDirectory(
      resolved,
      await mkdtemp(join(resolved, `${process.pid}-${startTime}-`)),
    );
  }

  private constructor(base: string, path: string) {
    this.#base = base;
    this.path = path;
  }

  /** Folders beside it whose process is no more. */
  async abandoned(): Promise<string[]> {
    const abandoned: string[] = [];
    for (const name of await readdir(this.#base)) {
      const [, pid, startTime] = name.match(/^(\d+)-(\d+)-/) ?? [];
      if (pid && startTimeOf(Number(pid)) !== startTime) {
        abandoned.push(join(this.#base, name));
      }
    }
    // Without /proc nobody's life can be told, so nobody's folder is touched.
    return startTimeOf(process.pid) === undefined ? [] : abandoned;
  }

  async remove(): Promise<void> {
    await removeFolder(this.path);
  }
}
