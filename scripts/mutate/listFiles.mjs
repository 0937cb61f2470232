import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryPath } from '../paths.mjs';
import { UserError } from '../terminal/UserError.mjs';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** @returns {Promise<string[]>} the repository's files, including new ones */
export async function listFiles() {
  const output = await git(
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  );
  return output.split('\n').filter(Boolean);
}

/**
 * @param {string} since
 * @returns {Promise<string>} the difference to the commit at which this branch left `since`
 */
export async function diffSince(since) {
  const base = await git('merge-base', '--', since, 'HEAD');
  return git('diff', '--unified=0', '--no-ext-diff', base.trim(), '--');
}

/** @param {string[]} args */
async function git(...args) {
  try {
    const { stdout } = await promisify(execFile)('git', args, {
      cwd: repositoryPath,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return stdout;
  } catch (error) {
    throw new UserError(`git: ${error.stderr?.trim() || error.message}`);
  }
}
