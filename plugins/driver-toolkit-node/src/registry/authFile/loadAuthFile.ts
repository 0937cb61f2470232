import { readFile } from 'node:fs/promises';
import { InputError } from '@backstage/errors';
import { parseAuthFile, type AuthFile } from './parseAuthFile';

/**
 * Reads an auth file's current content: such files are renewed in place.
 *
 * @throws InputError if the file cannot be read or parsed.
 */
export async function loadAuthFile(path: string): Promise<AuthFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(
      `The auth file ${path} cannot be read; check the path and its permissions`,
      error,
    );
  }
  return parseAuthFile(text, path);
}
