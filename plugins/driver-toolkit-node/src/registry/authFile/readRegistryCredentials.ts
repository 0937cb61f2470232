import { InputError } from '@backstage/errors';
import type { RegistryCredentials } from '../../config/types';
import { parseImageReference } from '../../parseImageReference';
import { readAuthFile } from './readAuthFile';

/**
 * The account for an image: the configured one, else the auth file's, read
 * anew each time.
 *
 * @param options - `isNeeded`: whether nothing can be done without an account,
 * such as pushing; else what podman makes nothing of is none.
 * @returns undefined where there is none.
 * @throws InputError where the auth file cannot be read, or its account is
 * needed and cannot be used.
 * @public
 */
export async function readRegistryCredentials(
  image: string,
  account: { credentials?: RegistryCredentials; authFile?: string },
  options: { isNeeded?: boolean } = {},
): Promise<RegistryCredentials | undefined> {
  const { credentials, authFile } = account;
  if (credentials !== undefined || authFile === undefined) {
    return credentials;
  }
  const found = await readAuthFile(authFile, parseImageReference(image));
  if (found && 'problem' in found) {
    if (options.isNeeded) {
      throw new InputError(found.problem);
    }
    return undefined;
  }
  return found?.credentials;
}
