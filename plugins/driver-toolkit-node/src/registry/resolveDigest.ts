import type { RegistryCredentials } from '../config/types';
import { parseImageReference } from '../parseImageReference';
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
    /** Path of podman's `auth.json`, for what `credentials` are not given for. */
    authFile?: string;
    insecure?: boolean;
    /** Hosts of other domains that give out the registry's tokens. */
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
