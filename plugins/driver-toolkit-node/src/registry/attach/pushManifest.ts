import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import { printableText } from '../../http/printableText';
import type { RegistryTransport } from '../RegistryTransport';
import { computeDigest } from '../verifyDigest';
import { UnknownBlobError } from './UnknownBlobError';

/** A manifest that a registry has accepted. */
export interface PushedManifest {
  digest: string;
  /**
   * The subject whose referrers list it in the registry; undefined if the
   * registry keeps no such lists.
   */
  subject?: string;
}

/**
 * Adds a manifest to a repository (distribution-spec, "Pushing Manifests").
 *
 * @throws UnknownBlobError if the registry does not know a blob of it;
 * ServiceUnavailableError if the registry reports another digest
 */
export async function pushManifest(
  transport: RegistryTransport,
  options: {
    repository: string;
    /** Default: its digest. */
    tag?: string;
    mediaType: string;
    content: Buffer;
    signal: AbortSignal;
  },
): Promise<PushedManifest> {
  const { repository, mediaType, content, signal } = options;
  const digest = computeDigest(content);
  const url = new URL(
    `/v2/${repository}/manifests/${options.tag ?? digest}`,
    transport.origin,
  );
  return await transport.exchange(
    {
      method: 'PUT',
      repository,
      url,
      accept: '*/*',
      content: { mediaType, body: content },
      signal,
    },
    {
      found: async response => {
        await response.discard();
        const taken = response.header('docker-content-digest') ?? digest;
        if (taken !== digest) {
          throw new ServiceUnavailableError(
            `${describeUrl(
              url,
            )} got ${digest}, but reports it as ${printableText(taken, 100)}`,
          );
        }
        return { digest, subject: response.header('oci-subject') };
      },
      notFoundStatuses: [400, 404],
      notFound: ({ codes, error }) => {
        throw codes.some(code => /(?:BLOB|MANIFEST)_UNKNOWN$/.test(code))
          ? new UnknownBlobError(error.message)
          : error;
      },
    },
  );
}
