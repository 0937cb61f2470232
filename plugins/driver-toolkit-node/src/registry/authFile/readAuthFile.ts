import { readFile } from 'node:fs/promises';
import { InputError } from '@backstage/errors';
import { findCredentials, type AuthFileAccount } from './findCredentials';
import { parseAuthFile } from './parseAuthFile';

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
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(
      `The auth file ${path} cannot be read; check the path and its permissions`,
      error,
    );
  }
  return findCredentials(parseAuthFile(text, path), { ...image, path });
}
