import { ServiceUnavailableError } from '@backstage/errors';
import { printableText } from '../http/printableText';
import type { Descriptor, parseManifest } from './manifests';
import { IMAGE_CONFIG_TYPES } from './mediaTypes';

/** Images of one tag: more than any system's platforms. */
export const MAX_IMAGES = 100;
const ATTESTATION = 'vnd.docker.reference.type';

/** The little of a manifest that describes an image. */
export type ManifestNode =
  | {
      type: 'image';
      /** Digest of its configuration. */
      config: string;
      /** Bytes of its layers. */
      size: number;
    }
  | {
      type: 'list';
      /** Digests of its parts, without the attestations that builders add. */
      parts: string[];
    };

/**
 * @throws ServiceUnavailableError for what is no container image, and for lists
 * longer than any honest one.
 */
export function toManifestNode(
  parsed: ReturnType<typeof parseManifest>,
  digest: string,
): ManifestNode {
  if ('manifest' in parsed) {
    const { config, layers } = parsed.manifest;
    if (!IMAGE_CONFIG_TYPES.includes(config.mediaType ?? '')) {
      throw new ServiceUnavailableError(
        `${digest} is not a container image: its configuration is ${
          config.mediaType ? printableText(config.mediaType, 100) : 'of no type'
        }`,
      );
    }
    const size = layers.reduce((sum, layer) => sum + layer.size, 0);
    return { type: 'image', config: config.digest, size };
  }
  const parts = parsed.index.manifests.filter(part => !isAttestation(part));
  if (parts.length > MAX_IMAGES) {
    throw new ServiceUnavailableError(
      `The image list ${digest} has ${parts.length} images, more than ${MAX_IMAGES}, which is refused`,
    );
  }
  return { type: 'list', parts: parts.map(part => part.digest) };
}

function isAttestation(part: Descriptor): boolean {
  return (
    part.annotations?.[ATTESTATION] !== undefined ||
    (part.platform?.architecture === 'unknown' &&
      part.platform?.os === 'unknown')
  );
}
