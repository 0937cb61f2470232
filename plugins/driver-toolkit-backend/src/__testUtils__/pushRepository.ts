import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const AUTHORIZATION = `Basic ${btoa('lab-forge:loopback-only')}`;

/** A file's content, or a link's target. */
export type RepositoryEntry = string | Buffer | { linkTo: string };

/**
 * Creates a repository on the lab's forge and pushes files to it with git.
 *
 * @param forge - base URL of the forge
 * @param files - contents by path
 * @returns the address for Backstage's URL reader
 */
export async function pushRepository(
  forge: string,
  name: string,
  files: Record<string, RepositoryEntry>,
): Promise<string> {
  const answer = await fetch(`${forge}/api/v1/orgs/drivers/repos`, {
    method: 'POST',
    headers: {
      authorization: AUTHORIZATION,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name }),
  });
  if (!answer.ok) {
    throw new Error(`The forge answered ${answer.status} to a new repository`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'driver-'));
  const git = (...args: string[]) =>
    run('git', [
      ...['-C', folder, '-c', 'user.name=Test'],
      ...['-c', 'user.email=test@localhost'],
      ...['-c', `http.extraHeader=Authorization: ${AUTHORIZATION}`],
      ...args,
    ]);
  try {
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      if (typeof content === 'object' && 'linkTo' in content) {
        await symlink(content.linkTo, path);
      } else {
        await writeFile(path, content);
      }
    }
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '.');
    await git('commit', '--quiet', '--message=First');
    await git('push', '--quiet', `${forge}/drivers/${name}.git`, 'main');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return `${forge}/drivers/${name}/src/branch/main/`;
}
