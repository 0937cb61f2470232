import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../paths.mjs';

const NAME = 'driver-toolkit';
const AUTHORIZATION = `Basic ${btoa('lab-forge:loopback-only')}`;

/**
 * Copies the files that a new user copies into a repository on the lab's forge.
 *
 * @param {import('./Workshop.mjs').Workshop} workshop
 * @param {string[]} paths relative to this repository
 * @returns {Promise<string>} base URL of the files for Backstage's URL reader
 */
export async function publishFiles({ home, lab: { forge }, run }, paths) {
  const folder = join(home, NAME);
  const answer = await fetch(`${forge}/api/v1/orgs/drivers/repos`, {
    method: 'POST',
    headers: {
      authorization: AUTHORIZATION,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: NAME }),
  });
  if (!answer.ok) {
    throw new Error(`The forge answered ${answer.status} to a new repository.`);
  }
  await mkdir(folder);
  for (const path of paths) {
    await cp(inRepository(path), join(folder, path), { recursive: true });
  }
  const git = (/** @type {string[]} */ ...args) =>
    run('git', [
      ...['-C', folder, '-c', 'user.name=Test', '-c', 'user.email=t@localhost'],
      ...['-c', `http.extraHeader=Authorization: ${AUTHORIZATION}`],
      ...args,
    ]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message=First');
  await git('push', '--quiet', `${forge}/drivers/${NAME}.git`, 'main');
  return `${forge}/drivers/${NAME}/src/branch/main/`;
}
