import type { RegistryCredentials } from '../../config/types';
import { parseImageReference } from '../parseImageReference';
import { readAuthFile } from './readAuthFile';

/**
 * The account for an image: the configured one, else the auth file's, read
 * anew each time.
 *
 * @returns undefined where there is none.
 * @throws InputError where the auth file cannot be read or used.
 * @public
 */
export async function readRegistryCredentials(
  image: string,
  account: { credentials?: RegistryCredentials; authFile?: string },
): Promise<RegistryCredentials | undefined> {
  const { credentials, authFile } = account;
  if (credentials !== undefined || authFile === undefined) {
    return credentials;
  }
  return await readAuthFile(authFile, parseImageReference(image));
}
