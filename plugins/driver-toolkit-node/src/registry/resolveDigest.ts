import type { RegistryCredentials } from '../config/types';
import { parseImageReference } from './parseImageReference';
import { RegistryClient } from './RegistryClient';

/**
 * Asks the registry which digest a reference names now, `latest` where it has
 * neither tag nor digest.
 *
 * @returns undefined where the registry says that it is not there.
 * @throws InputError where it is no image reference; other errors where the
 * registry did not answer the question.
 * @public
 */
export async function resolveDigest(
  reference: string,
  options: {
    signal: AbortSignal;
    credentials?: RegistryCredentials;
    insecure?: boolean;
  },
): Promise<string | undefined> {
  const { signal, credentials, insecure = false } = options;
  const { registry, repository, tag, digest } = parseImageReference(reference);
  const client = new RegistryClient(
    { registry, credentials, insecure },
    repository,
  );
  const head = await client.headManifest(digest ?? tag ?? 'latest', signal);
  return head?.digest;
}
