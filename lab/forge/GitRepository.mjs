import { spawn } from 'node:child_process';
import { run } from '../process/run.mjs';
import { HttpError } from './HttpError.mjs';

/**
 * @typedef {{ mode: string, type: 'blob' | 'tree' | 'commit', sha: string, size: number, path: string }} TreeEntry
 */

/** One bare repository, read with git. */
export class GitRepository {
  /**
   * @param {string} owner
   * @param {string} name
   * @param {string} folder - the bare repository
   */
  constructor(owner, name, folder) {
    this.owner = owner;
    this.name = name;
    this.folder = folder;
  }

  get fullName() {
    return `${this.owner}/${this.name}`;
  }

  /** @returns {Promise<{ description: string, private: boolean, defaultBranch: string }>} */
  async settings() {
    const [description, visibility, head] = await Promise.all([
      this.#git('config', '--default=', '--get', 'forge.description'),
      this.#git(
        'config',
        '--type=bool',
        '--default=false',
        '--get',
        'forge.private',
      ),
      this.#git('symbolic-ref', '--short', 'HEAD'),
    ]);
    return {
      description: description.trim(),
      private: visibility.trim() === 'true',
      defaultBranch: head.trim(),
    };
  }

  /** @returns {Promise<{ name: string, sha: string }[]>} */
  async branches() {
    const refs = await this.#git(
      'for-each-ref',
      '--format=%(objectname) %(refname:strip=2)',
      'refs/heads',
    );
    return refs
      .split('\n')
      .filter(Boolean)
      .map(line => ({ sha: line.slice(0, 40), name: line.slice(41) }));
  }

  /** Makes the first pushed branch the default one, like other forges. */
  async adoptDefaultBranch() {
    const branches = await this.branches();
    const { defaultBranch } = await this.settings();
    if (branches.length && !branches.some(b => b.name === defaultBranch)) {
      await this.#git('symbolic-ref', 'HEAD', `refs/heads/${branches[0].name}`);
    }
  }

  /**
   * @param {string} ref - branch, tag or commit
   * @returns {Promise<string>} the commit's hash
   */
  async commit(ref) {
    try {
      const commit = await this.#git(
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${ref}^{commit}`,
      );
      return commit.trim();
    } catch {
      throw new HttpError(404, `${this.fullName} has no branch '${ref}'.`);
    }
  }

  /**
   * @param {string} commit - hash
   * @returns {Promise<{ subject: string, author: { name: string, email: string, date: string } }>}
   */
  async commitDetails(commit) {
    const text = await this.#git(
      'show',
      '--no-patch',
      '--format=%s%n%an%n%ae%n%aI',
      commit,
    );
    const [subject, name, email, date] = text.split('\n');
    return { subject, author: { name, email, date } };
  }

  /**
   * @param {string} commit - hash
   * @param {string} path - '' is the root
   * @returns {Promise<TreeEntry | undefined>}
   */
  async entry(commit, path) {
    const isPath = path
      .split('/')
      .every(part => !['', '.', '..'].includes(part));
    const [entry] = isPath ? await this.#list(commit, path) : [];
    return entry?.path === path ? entry : undefined;
  }

  /**
   * @param {string} commit - hash
   * @param {string} path - of a folder that {@link GitRepository.entry} found, '' is the root
   * @returns {Promise<TreeEntry[]>}
   */
  async children(commit, path) {
    return path ? this.#list(commit, `${path}/`) : this.#list(commit);
  }

  /**
   * @param {string} sha
   * @returns {import('node:stream').Readable}
   */
  content(sha) {
    return this.#stream('cat-file', 'blob', sha);
  }

  /**
   * @param {string} commit - hash
   * @returns {import('node:stream').Readable} a gzipped tar whose one folder is the repository
   */
  archive(commit) {
    return this.#stream(
      'archive',
      '--format=tar.gz',
      `--prefix=${this.name}/`,
      commit,
    );
  }

  /**
   * @param {string} commit
   * @param {string[]} paths
   * @returns {Promise<TreeEntry[]>}
   */
  async #list(commit, ...paths) {
    const listing = await this.#git(
      'ls-tree',
      '-z',
      '--long',
      '--full-tree',
      commit,
      '--',
      ...paths,
    );
    return listing
      .split('\0')
      .filter(Boolean)
      .map(line => {
        const [attributes, path] = line.split('\t');
        const [mode, type, sha, size] = attributes.split(/ +/);
        return {
          mode,
          type: /** @type {TreeEntry['type']} */ (type),
          sha,
          size: Number(size) || 0,
          path,
        };
      });
  }

  /** @param {string[]} args */
  #git(...args) {
    return run('git', [
      `--git-dir=${this.folder}`,
      '--literal-pathspecs',
      ...args,
    ]);
  }

  /** @param {string[]} args */
  #stream(...args) {
    const child = spawn('git', [`--git-dir=${this.folder}`, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.once('error', error => child.stdout.destroy(error));
    child.once('close', code => {
      if (code !== 0) {
        child.stdout.destroy(new Error(`git ${args[0]} failed`));
      }
    });
    return child.stdout;
  }
}
