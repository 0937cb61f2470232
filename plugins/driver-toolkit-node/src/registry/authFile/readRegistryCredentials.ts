import { InputError } from '@backstage/errors';
import type { RegistryCredentials } from '../../config/types';
import { parseImageReference } from '../../parseImageReference';
import { readAuthFile } from './readAuthFile';

/**
 * The account for an image: the configured one, or else the auth file's, read
 * each time.
 *
 * @param options - `isNeeded`: whether an account is required, such as for
 * pushing; otherwise an unusable entry counts as none, like in podman.
 * @returns undefined if there is none.
 * @throws InputError if the auth file cannot be read, or its account is needed
 * and unusable.
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
