import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * How long dnf takes to list a repository's kernels with an empty cache;
 * undefined if dnf is not installed.
 *
 * @param {string} url
 * @param {string} folder
 */
export async function repoquery(url, folder) {
  const root = await mkdtemp(join(folder, 'dnf-'));
  const started = performance.now();
  try {
    const { stdout } = await run('dnf', [
      '--quiet',
      `--installroot=${root}`,
      `--setopt=cachedir=${join(root, 'cache')}`,
      `--setopt=logdir=${root}`,
      '--setopt=reposdir=/nonexistent',
      `--repofrompath=bench,${url}`,
      '--repo=bench',
      '--forcearch=x86_64',
      '--releasever=9',
      'repoquery',
      '--queryformat=%{evr}',
      'kernel-core',
    ]);
    return {
      seconds: (performance.now() - started) / 1000,
      kernels: stdout.trim().split('\n').length,
    };
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  } finally {
    await rm(root, { recursive: true });
  }
}
