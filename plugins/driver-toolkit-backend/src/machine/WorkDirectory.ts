import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ownedFolder } from './ownedFolder';
import { startTimeOf } from './processTree';
import { removeFolder } from './removeFolder';
import { userFolder } from './userFolder';

/** The process, and from version to version more of where it runs. */
const OWNER = /^(\d+)-(\d+)-(?:b([0-9a-f]+)-n(\d+)-)?/;

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
    const { pid } = process;
    const { boot, namespace } = await whereami();
    const name = `${pid}-${startTimeOf(pid) ?? '0'}-b${boot}-n${namespace}-`;
    return new WorkDirectory(resolved, await mkdtemp(join(resolved, name)));
  }

  private constructor(base: string, path: string) {
    this.#base = base;
    this.path = path;
  }

  /**
   * Folders beside it whose process is no more. Processes of another PID
   * namespace, such as another container's, cannot be seen from here, so that
   * theirs are left alone until the machine has started again.
   */
  async abandoned(): Promise<string[]> {
    const here = await whereami();
    const abandoned: string[] = [];
    for (const name of await readdir(this.#base)) {
      const [, pid, startTime, boot = here.boot, namespace = here.namespace] =
        name.match(OWNER) ?? [];
      const isDead =
        boot !== here.boot ||
        (namespace === here.namespace &&
          startTimeOf(Number(pid)) !== startTime);
      if (pid && isDead) {
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

/**
 * Which run of the machine this is, and in which PID namespace: ids of processes
 * mean something there alone. Format: proc(5) and pid_namespaces(7).
 */
async function whereami(): Promise<{ boot: string; namespace: string }> {
  const [id, link] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  return {
    boot: id.split('-')[0].trim() || '0',
    namespace: /\d+/.exec(link)?.[0] ?? '0',
  };
}
