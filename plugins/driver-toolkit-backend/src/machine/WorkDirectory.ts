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

/** The process id and start time; newer versions add boot and PID namespace. */
const OWNER = /^(\d+)-(\d+)-(?:b([0-9a-f]+)-n(\d+)-)?/;

/**
 * A folder for the temporary files of one backend's builds. Its name identifies
 * the owning process, so that other backends can see if that process has died.
 */
export class WorkDirectory {
  readonly path: string;
  readonly #base: string;

  /** The default base for the folders of a builder. */
  static async baseOf(builderId: string): Promise<string> {
    return join(await userFolder(tmpdir()), builderId);
  }

  static async create(base: string): Promise<WorkDirectory> {
    await mkdir(dirname(base), { recursive: true, mode: 0o700 });
    // Container runtimes report a bundle's folder with all links resolved.
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
   * Folders next to it whose process has died. Processes of another PID
   * namespace, such as another container's, are invisible here, so their
   * folders stay until the machine restarts.
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
    // Without /proc it is unknown which processes are alive, so all folders
    // stay.
    return startTimeOf(process.pid) === undefined ? [] : abandoned;
  }

  async remove(): Promise<void> {
    await removeFolder(this.path);
  }
}

/**
 * Identifies the machine's boot and the PID namespace: process ids have a
 * meaning only within both. Format: proc(5) and pid_namespaces(7).
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
