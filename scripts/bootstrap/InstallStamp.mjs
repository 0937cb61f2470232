import { createHash } from 'node:crypto';
import {
  access,
  mkdir,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

const WORKSPACE_FOLDERS = ['packages', 'plugins'];

/** Records from which files the dependencies were installed, so that an unchanged repository installs nothing. */
export class InstallStamp {
  #root;
  #path;

  /** @param {string} root */
  constructor(root) {
    this.#root = root;
    this.#path = join(root, '.cache', 'install.sha256');
  }

  /** Whether `node_modules` matches this checkout's lockfile and manifests. */
  async isCurrent() {
    try {
      await access(join(this.#root, 'node_modules', '.yarn-state.yml'));
      return (await readFile(this.#path, 'utf8')) === (await this.#digest());
    } catch {
      return false;
    }
  }

  async write() {
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFile(this.#path, await this.#digest());
  }

  /** Call this before an installation, so that an interrupted one does not count as complete. */
  async clear() {
    await rm(this.#path, { force: true });
  }

  async #digest() {
    const hash = createHash('sha256');
    for (const path of [
      'yarn.lock',
      '.yarnrc.yml',
      ...(await this.#manifests()),
    ]) {
      hash.update(`${path}\0`);
      hash.update(await readFile(join(this.#root, path)));
      hash.update('\0');
    }
    return hash.digest('hex');
  }

  async #manifests() {
    const manifests = ['package.json'];
    for (const folder of WORKSPACE_FOLDERS) {
      const names = await readdir(join(this.#root, folder)).catch(() => []);
      for (const name of names.sort()) {
        const manifest = join(folder, name, 'package.json');
        if (await exists(join(this.#root, manifest))) {
          manifests.push(manifest);
        }
      }
    }
    return manifests;
  }
}

/** @param {string} path */
async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
