import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startTimeOf } from './processTree';

/**
 * A folder for the temporary files of one backend's builds. Its name tells the
 * process it belongs to, so that another can see when that process has died.
 */
export class WorkDirectory {
  readonly path: string;
  readonly #base: string;

  static async create(base: string): Promise<WorkDirectory> {
    await mkdir(base, { recursive: true, mode: 0o700 });
    const startTime = (await startTimeOf(process.pid)) ?? '0';
    return new WorkDirectory(
      base,
      await mkdtemp(join(base, `${process.pid}-${startTime}-`)),
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
      if (pid && (await startTimeOf(Number(pid))) !== startTime) {
        abandoned.push(join(this.#base, name));
      }
    }
    // Without /proc nobody's life can be told, so nobody's folder is touched.
    return (await startTimeOf(process.pid)) === undefined ? [] : abandoned;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
