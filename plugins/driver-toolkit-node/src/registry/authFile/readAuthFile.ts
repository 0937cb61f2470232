import type { RegistryCredentials } from '../../config/types';
import { findCredentials } from './findCredentials';
import { loadAuthFile } from './loadAuthFile';

/**
 * The account that an auth file has for a repository, read anew each time:
 * such files are renewed in place.
 *
 * @returns undefined where the file has none for it.
 * @throws InputError where the file cannot be read or used.
 */
export async function readAuthFile(
  path: string,
  image: { registry: string; repository: string },
): Promise<RegistryCredentials | undefined> {
  return findCredentials(await loadAuthFile(path), { ...image, path });
}
