import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { organization } from './authenticate.mjs';
import { GitRepository } from './GitRepository.mjs';
import { HttpError } from './HttpError.mjs';

const grammar = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** The forge's repositories: `<root>/<owner>/<name>.git`. */
export class Repositories {
  /** @param {string} root */
  constructor(root) {
    this.root = root;
  }

  /**
   * @param {string} owner
   * @param {{ name: unknown, description?: unknown, private?: unknown }} settings
   * @returns {Promise<GitRepository>}
   */
  async create(owner, settings) {
    const { name } = settings;
    if (typeof name !== 'string' || !isName(name)) {
      throw new HttpError(
        422,
        'A repository needs a name of letters, digits, dots, dashes and underscores.',
      );
    }
    const folder = this.#folder(owner, name);
    const work = join(
      this.root,
      owner,
      `.${name}.new-${process.hrtime.bigint()}`,
    );
    await mkdir(join(this.root, owner), { recursive: true });
    await run('git', [
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
      work,
    ]);
    const set = (/** @type {string} */ key, /** @type {string} */ value) =>
      run('git', [`--git-dir=${work}`, 'config', key, value]);
    await set('forge.description', String(settings.description ?? ''));
    await set('forge.private', String(settings.private === true));
    try {
      // Renaming to a folder with content fails, so only one of two creations succeeds.
      await rename(work, folder);
    } catch (error) {
      await rm(work, { recursive: true });
      if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') {
        throw new HttpError(
          409,
          `The repository ${owner}/${name} already exists.`,
        );
      }
      throw error;
    }
    return new GitRepository(owner, name, folder);
  }

  /**
   * @param {string} owner
   * @param {string} name
   * @param {string | undefined} user - the caller; private repositories don't exist for others
   * @returns {Promise<GitRepository>}
   */
  async get(owner, name, user) {
    if (isName(owner) && isName(name)) {
      const folder = this.#folder(owner, name);
      if (existsSync(folder)) {
        const repository = new GitRepository(owner, name, folder);
        if (user || !(await repository.settings()).private) {
          return repository;
        }
      }
    }
    throw new HttpError(404, `There is no repository ${owner}/${name}.`);
  }

  /** @param {GitRepository} repository */
  async remove(repository) {
    await rm(repository.folder, { recursive: true });
  }

  /**
   * @param {string | undefined} user
   * @returns {Promise<GitRepository[]>}
   */
  async list(user) {
    const folder = join(this.root, organization);
    const names = await readdir(folder).catch(() => []);
    const found = names
      .filter(name => name.endsWith('.git') && !name.startsWith('.'))
      .map(name =>
        this.get(organization, name.slice(0, -4), user).catch(() => undefined),
      );
    return (await Promise.all(found)).filter(one => one !== undefined);
  }

  /**
   * @param {string} owner
   * @param {string} name
   */
  #folder(owner, name) {
    return join(this.root, owner, `${name}.git`);
  }
}

/** @param {string} name */
function isName(name) {
  return grammar.test(name) && !name.endsWith('.git');
}
