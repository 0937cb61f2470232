import type { RegistryCredentials } from '../config/types';
import { parseImageReference } from '../parseImageReference';
import { RegistryClient } from './RegistryClient';

/**
 * Asks the registry which digest a reference names now; `latest` if it has
 * neither tag nor digest.
 *
 * @returns undefined if the registry says that it does not exist.
 * @throws InputError if it is no image reference; other errors if the registry
 * gave no answer.
 * @public
 */
export async function resolveDigest(
  reference: string,
  options: {
    signal: AbortSignal;
    credentials?: RegistryCredentials;
    /** Path of podman's `auth.json`, used without `credentials`. */
    authFile?: string;
    insecure?: boolean;
    /** Hosts of other domains that issue the registry's tokens. */
    tokenHosts?: string[];
  },
): Promise<string | undefined> {
  const { signal, insecure = false, ...account } = options;
  const { registry, repository, tag, digest } = parseImageReference(reference);
  const client = new RegistryClient(
    { ...account, registry, insecure },
    repository,
  );
  const head = await client.headManifest(digest ?? tag ?? 'latest', signal);
  return head?.digest;
}
