import { findCredentials, type AuthFileAccount } from './findCredentials';
import { loadAuthFile } from './loadAuthFile';

/**
 * The account that an auth file has for a repository, read anew each time:
 * such files are renewed in place.
 *
 * @returns undefined where the file has none for it.
 * @throws InputError where the file cannot be read, or is no such file.
 */
export async function readAuthFile(
  path: string,
  image: { registry: string; repository: string },
): Promise<AuthFileAccount | undefined> {
  return findCredentials(await loadAuthFile(path), { ...image, path });
}
