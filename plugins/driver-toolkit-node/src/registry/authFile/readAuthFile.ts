import { findCredentials, type AuthFileAccount } from './findCredentials';
import { loadAuthFile } from './loadAuthFile';

/**
 * An auth file's account for a repository, read from the file each time: such
 * files are renewed in place.
 *
 * @returns undefined if the file has none for it.
 * @throws InputError if the file cannot be read, or is no auth file.
 */
export async function readAuthFile(
  path: string,
  image: { registry: string; repository: string },
): Promise<AuthFileAccount | undefined> {
  return findCredentials(await loadAuthFile(path), { ...image, path });
}
