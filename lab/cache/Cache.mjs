import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { timed } from '../process/timed.mjs';
import { withLock } from '../process/withLock.mjs';

/**
 * Content that takes long to make and is the same for every lab, in folders named by a hash of
 * their inputs. A folder gets its name only when it is complete.
 */
export class Cache {
  #root;
  #onProgress;

  /**
   * @param {string} root
   * @param {(message: string) => void} [onProgress]
   */
  constructor(root, onProgress = () => {}) {
    this.#root = root;
    this.#onProgress = onProgress;
  }

  /**
   * Runs an action that may build folders. Only one process at a time does so.
   *
   * @template T
   * @param {() => Promise<T>} action
   * @returns {Promise<T>}
   */
  async exclusively(action) {
    await mkdir(this.#root, { recursive: true });
    return withLock(
      this.#root,
      async () => {
        await this.#removeAll(/^work-/);
        return action();
      },
      () =>
        this.#onProgress('Waiting for another lab that is filling the cache'),
    );
  }

  /**
   * Finds a folder, or builds it.
   *
   * @param {object} recipe
   * @param {string} recipe.kind - the folder's name without its hash
   * @param {string} recipe.step - name of the step in messages
   * @param {string[]} recipe.inputs - everything the result depends on
   * @param {(folder: string) => Promise<void>} recipe.build - fills an empty folder
   * @returns {Promise<string>} path of the complete folder
   */
  async folder({ kind, step, inputs, build }) {
    const hash = createHash('sha256').update(JSON.stringify(inputs));
    const name = `${kind}-${hash.digest('hex').slice(0, 12)}`;
    const path = join(this.#root, name);
    if (existsSync(path)) {
      return path;
    }
    const work = join(this.#root, `work-${kind}`);
    await mkdir(work);
    await timed(this.#onProgress, step, () => build(work));
    await rename(work, path);
    const others = new RegExp(
      `^${kind.replaceAll('.', '\\.')}-(?!${name.slice(-12)})[0-9a-f]{12}$`,
    );
    await this.#removeAll(others);
    return path;
  }

  /** @param {RegExp} pattern */
  async #removeAll(pattern) {
    for (const name of await readdir(this.#root)) {
      if (pattern.test(name)) {
        await removeUnmounted(join(this.#root, name));
      }
    }
  }
}

/**
 * Removes a folder unless something is mounted below it: if the creation of a root file system was
 * killed, the machine's own /dev may still be mounted there.
 *
 * @param {string} folder
 */
async function removeUnmounted(folder) {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const mounted = mounts
    .split('\n')
    .map(line => line.split(' ')[1])
    .find(point => point?.startsWith(`${folder}/`));
  if (mounted) {
    throw new Error(
      `${mounted} is still mounted, so ${folder} cannot be removed. Unmount it and try again.`,
    );
  }
  await run('rm', ['--recursive', '--force', '--one-file-system', folder]);
}
