import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import { printableText } from '../../http/printableText';
import type { RegistryTransport } from '../RegistryTransport';
import { computeDigest } from '../verifyDigest';
import { UnknownBlobError } from './UnknownBlobError';

/** A manifest that a registry has taken. */
export interface PushedManifest {
  digest: string;
  /** Whose referrers the registry lists it among; undefined where it keeps no such lists. */
  subject?: string;
}

/**
 * Adds a manifest to a repository (distribution-spec, "Pushing Manifests").
 *
 * @throws UnknownBlobError where the registry does not know what it names;
 * ServiceUnavailableError where the registry has taken something else
 */
export async function pushManifest(
  transport: RegistryTransport,
  options: {
    repository: string;
    /** Its digest by default. */
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
            )} was sent ${digest}, but says that it is ${printableText(
              taken,
              100,
            )}`,
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
