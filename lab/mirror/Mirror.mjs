import { constants, existsSync } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/run.mjs';

/**
 * Repositories of the public mirrors for each architecture.
 *
 * @type {Record<string, string[]>}
 */
const repositories = {
  x86_64: ['BaseOS', 'AppStream', 'RT'],
  aarch64: ['BaseOS', 'AppStream'],
};
const appStream =
  /^(kernel-(devel|headers|abi-stablelists)|elfutils|gcc|git|jq|kabi|make|mokutil|openssl-devel|patch|perl|rpm-build|bison|flex)-/;

/**
 * Packages that are published together.
 *
 * @typedef {{ architecture: string, kernel?: string, folder: string }} Packages
 */

/**
 * The folder that the dnf mirror serves.
 *
 * @remarks Each state of the mirror is a generation, a complete tree beside the others; `current`
 * points at one of them and is swapped by one rename. A client sees all three repositories change
 * at once, and the previous metadata files stay reachable for clients that have just read the old
 * `repomd.xml`.
 */
export class Mirror {
  #root;

  /** @param {string} root */
  constructor(root) {
    this.#root = root;
  }

  /** The folder to serve. */
  get served() {
    return join(this.#root, 'current', 'www');
  }

  /**
   * @returns {Promise<{ kernels: string[], inputs: string[] } | undefined>} what is published, and
   * the folders that it comes from
   */
  async contents() {
    try {
      return JSON.parse(
        await readFile(join(this.#root, 'current', 'contents.json'), 'utf8'),
      );
    } catch (error) {
      if (error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Publishes exactly these packages.
   *
   * @param {string[]} kernels - version and release of each
   * @param {Packages[]} packages
   * @param {string} families - folder with the repositories of every family
   */
  async publish(kernels, packages, families) {
    const before = await this.#generation();
    const generation = `generation-${Date.now()}-${process.pid}`;
    const path = join(this.#root, generation);
    await mkdir(path, { recursive: true });
    for (const { architecture, folder } of packages) {
      for (const file of await readdir(folder)) {
        const repository = repositoryOf(file);
        if (repositories[architecture].includes(repository)) {
          const os = osOf(path, repository, architecture);
          await place(join(folder, file), join(os, 'Packages'));
        }
      }
    }
    for (const [architecture, names] of Object.entries(repositories)) {
      for (const name of names) {
        const old =
          before && osOf(join(this.#root, before), name, architecture);
        await index(
          osOf(path, name, architecture),
          old && existsSync(old) ? old : undefined,
        );
      }
    }
    // The cache may be refilled while this lab is up.
    await run('cp', ['-a', families, join(path, 'www', 'families')]);
    await writeFile(
      join(path, 'contents.json'),
      JSON.stringify({ kernels, inputs: inputsOf(packages, families) }),
    );
    const next = join(this.#root, 'next');
    await rm(next, { force: true });
    await symlink(generation, next);
    await rename(next, join(this.#root, 'current'));
    await this.#removeAllBut(generation);
  }

  async #generation() {
    return readlink(join(this.#root, 'current')).catch(() => undefined);
  }

  /** @param {string} generation */
  async #removeAllBut(generation) {
    for (const name of await readdir(this.#root)) {
      if (name.startsWith('generation-') && name !== generation) {
        await rm(join(this.#root, name), { recursive: true });
      }
    }
  }
}

/**
 * @param {Packages[]} packages
 * @param {string} families
 * @returns {string[]} the folders that a state of the mirror is taken from
 */
export function inputsOf(packages, families) {
  return [...packages.map(({ folder }) => folder), families];
}

/** @param {string} file */
function repositoryOf(file) {
  if (file.startsWith('kernel-rt-')) {
    return 'RT';
  }
  return appStream.test(file) ? 'AppStream' : 'BaseOS';
}

/**
 * @param {string} generation
 * @param {string} repository
 * @param {string} architecture
 */
function osOf(generation, repository, architecture) {
  return join(generation, 'www', '9-stream', repository, architecture, 'os');
}

/**
 * Links a package, or copies it if the cache is on another file system.
 *
 * @param {string} file
 * @param {string} folder
 */
async function place(file, folder) {
  await mkdir(folder, { recursive: true });
  const target = join(folder, file.slice(file.lastIndexOf('/') + 1));
  try {
    await link(file, target);
  } catch (error) {
    if (error.code !== 'EXDEV') {
      throw error;
    }
    await copyFile(file, target, constants.COPYFILE_FICLONE);
  }
}

/**
 * Writes a repository's metadata, reading only packages that the old metadata lacks.
 *
 * @param {string} folder
 * @param {string} [old]
 */
async function index(folder, old) {
  await run('createrepo_c', [
    '--quiet',
    '--no-database',
    ...(old ? ['--update', `--update-md-path=${old}`] : []),
    folder,
  ]);
  if (old) {
    await keepMetadata(old, folder);
  }
}

/**
 * Files of metadata are named by their checksums: old and new ones lie side by side.
 *
 * @param {string} old
 * @param {string} folder
 */
async function keepMetadata(old, folder) {
  const repomd = await readFile(join(old, 'repodata', 'repomd.xml'), 'utf8');
  for (const [, href] of repomd.matchAll(/href="(repodata\/[^"/]+)"/g)) {
    try {
      await link(join(old, href), join(folder, href));
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
  }
}
