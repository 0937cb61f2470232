import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { timed } from '../process/timed.mjs';
import { withLock } from '../process/withLock.mjs';

/**
 * What is costly to make and the same for every lab: folders named by a hash of what they were
 * made from. A folder appears under its name only when it is complete.
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
   * Runs an action that may build folders. One process at a time does.
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
   * @param {string} recipe.step - what building it is called
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
 * Removes a folder unless something is mounted below it: a root file system whose making was
 * killed may still have the machine's own /dev bound into it.
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
