import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const repositoryPath = fileURLToPath(new URL('..', import.meta.url));

/**
 * A path below the repository's folder, absolute.
 *
 * @param {string} path
 */
export function inRepository(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
